using System.Text.Json;
using ServiceDesk.Domain;
using ServiceDesk.Domain.People;
using ServiceDesk.Domain.Tickets;
using ServiceDesk.Simulation.Disks;
using ServiceDesk.Simulation.Worlds;
using Status = ServiceDesk.Domain.Tickets.TicketStatus;

namespace ServiceDesk.Simulation.Checks;

/// <summary>What is on the disk hangs together: versions, hashes, positions, the stored row, causes, and the map of states.</summary>
internal static class JournalCheck
{
    public static Violation? Of(World world, TicketRow row) => Wrong(world, row) is { } wrong ? new(wrong.Rule, $"{row.Key}", wrong.Text) : null;

    public static IEnumerable<Violation> OfFeed(World world)
    {
        var position = 0L;
        foreach (var next in world.Disk.Rows.SelectMany(row => row.Events).Select(e => e.Position).Order())
            if (next != ++position)
            {
                yield return new("the feed has no gap", null, $"position {next} after {position - 1}");
                break;
            }
    }

    private static (string Rule, string Text)? Wrong(World world, TicketRow row)
    {
        var hash = HashChain.Start;
        Ticket? ticket = null;
        foreach (var e in row.Events)
        {
            if (e.Version != (ticket?.Version ?? 0) + 1) return ("versions have no gap", $"v{e.Version} after v{ticket?.Version ?? 0}");
            hash = e.HashAfter(hash, row.Key);
            if (e.Hash != hash) return ("the hash chain is whole", $"v{e.Version} does not follow the one before");
            if (e.At > e.WrittenAt + world.Mischief.WorstSkew) return ("nothing comes from the future", $"v{e.Version} at {Instant.Text(e.At)} was written {Instant.Text(e.WrittenAt)}");
            if (e.By.Kind is not (ActorKind.Clock or ActorKind.Desk) && !world.Causes.Contains((e.Cause, row.Key)))
                return ("every event has a cause", $"v{e.Version}: nobody asked {e.Cause}");
            var before = ticket?.Status;
            var happening = e.Read();
            ticket = row.At(e.Version)!;
            if (!Allowed(happening.Event, before, ticket.Status)) return ("only allowed transitions", $"v{e.Version} {happening.Event.GetType().Name}: {before} to {ticket.Status}");
        }

        return JsonSerializer.Serialize(ticket, DeskJson.Stored) != row.State ? ("replay gives the stored row", $"v{row.Version} differs")
            : row.WakeAt != ticket?.WakeAt ? ("the row wakes when the ticket does", $"{row.WakeAt} instead of {ticket?.WakeAt}")
            : null;
    }

    /// <summary>The map of spec §2.</summary>
    private static bool Allowed(TicketEvent happened, Status? from, Status to) => happened switch
    {
        Opened => from is null && to is Status.Pending,
        Acknowledged => (from, to) is (Status.Pending, Status.Processing) or (Status.Processing, Status.Processing) or (Status.AwaitingFeedback, Status.AwaitingFeedback),
        Declined or Withdrawn or TransferBegun => from is Status.Pending or Status.Processing or Status.AwaitingFeedback && to is Status.Pending,
        Waited => (from, to) is (Status.Processing, Status.AwaitingFeedback),
        Resumed => (from, to) is (Status.AwaitingFeedback, Status.Processing),
        Resolved => from is Status.Processing or Status.AwaitingFeedback && to is Status.Resolved,
        SecondHandlingStarted => (from, to) is (Status.Resolved, Status.Pending),
        Transferred => from is not Status.Closed && to is Status.Closed,
        Closed or Merged => from is not Status.Closed && to is Status.Closed,
        Reopened => from is Status.Resolved or Status.Closed && to is Status.Pending or Status.Processing,
        Unmerged => from is Status.Closed && to is not Status.Closed,
        _ => from == to,
    };
}
