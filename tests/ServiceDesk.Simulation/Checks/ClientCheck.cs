using System.Text.Json;
using ServiceDesk.Domain;
using ServiceDesk.Domain.Tickets;
using ServiceDesk.Grains.Tickets;
using ServiceDesk.Simulation.Clients;
using ServiceDesk.Simulation.Disks;
using ServiceDesk.Simulation.Worlds;

namespace ServiceDesk.Simulation.Checks;

/// <summary>What clients were told is what is on the disk: every success once, no refusal with an effect, no answer from the past.</summary>
internal static class ClientCheck
{
    public static IEnumerable<Violation> Of(World world, Asked asked)
    {
        var done = world.Disk.Caused(asked.Cause);
        if (done.Select(x => (x.Row.Key, x.Event.WrittenAt)).Distinct().Count() > 1)
            yield return Wrong(asked, "one request takes effect once", $"v{string.Join(", v", done.Select(x => x.Event.Version))}");
        foreach (var attempt in asked.Attempts)
            if (attempt.Reply is { } reply && Told(world, asked, attempt, reply, done) is { } wrong)
                yield return Wrong(asked, wrong.Rule, wrong.Text);
        if (asked.Mark is not null && !MayDoNothing(asked.Command) && asked.Replies.Select(Gist).Distinct().ToArray() is { Length: > 1 } answers)
            yield return Wrong(asked, "a repeated request gets the same answer", string.Join(" and ", answers));
    }

    private static (string Rule, string Text)? Told(World world, Asked asked, Attempt attempt, TicketReply reply, IReadOnlyList<(TicketRow Row, EventRow Event)> done)
    {
        if (reply.Refusal is { } refusal)
        {
            if (refusal.Kind is RefusalKind.KeyReused) return ("a key belongs to one request", "it was told that its key came with another");
            if (done.Count > 0) return ("a refusal changes nothing", $"told {refusal.Code}, and v{done[0].Event.Version} has it");
            return Stale(world, attempt, reply);
        }

        if (reply.Ticket is not { } ticket) return ("a success shows the ticket", "there was none in the reply");
        if (world.Disk.Row(ticket.Key) is not { } row || row.Version < ticket.Version) return ("nothing acknowledged is lost", $"told v{ticket.Version} of {ticket.Key}");
        var then = row.At(ticket.Version);
        if (JsonSerializer.Serialize(then, DeskJson.Stored) != JsonSerializer.Serialize(ticket, DeskJson.Stored))
            return ("a success shows the ticket as stored", $"v{ticket.Version} looks otherwise");

        if (done.Count == 0)
        {
            var byExternalId = asked.Command is Open { ExternalId: { } id } && ticket.ExternalId == id;
            return MayDoNothing(asked.Command) || byExternalId ? Stale(world, attempt, reply) : ("nothing acknowledged is lost", $"told v{ticket.Version}, and no event has it");
        }

        if (done[^1].Row != row) return ("the number told is the ticket's", $"told {ticket.Number}, opened {done[^1].Row.Key}");
        return done[^1].Event.Version != ticket.Version && !MayDoNothing(asked.Command)
            ? ("the version told is the request's", $"told v{ticket.Version}, done v{done[^1].Event.Version}")
            : Stale(world, attempt, reply);
    }

    /// <summary>
    /// No answer is older than what was on the disk when it was asked for. Two activations may differ for a while; and a dead
    /// process's last write may come after its successor has read.
    /// </summary>
    private static (string Rule, string Text)? Stale(World world, Attempt attempt, TicketReply reply)
    {
        if (reply.Repeated || world.Mischief.EverSplit.Contains($"{attempt.Key}") || (reply.Ticket?.Version ?? 0) >= attempt.VersionBefore) return null;
        return world.Mischief.Struck.Touching($"{attempt.Key}", DateTimeOffset.MinValue, attempt.SentAt).Any(d => d.Text == "crash")
            ? null
            : ("no answer comes from the past", $"told v{reply.Ticket?.Version ?? 0}, v{attempt.VersionBefore} was stored");
    }

    private static bool MayDoNothing(TicketCommand command) => command is AddCollaborator or Link or TransferTo or TakeOver or GiveBack;

    private static string Gist(TicketReply reply) => reply.Refusal?.Code ?? $"{reply.Ticket?.Number} v{reply.Ticket?.Version}";

    private static Violation Wrong(Asked asked, string rule, string text) => new(rule, $"{asked.Ticket}", $"{asked.Cause} {asked.Command.GetType().Name}: {text}");
}
