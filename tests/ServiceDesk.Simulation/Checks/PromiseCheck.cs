using ServiceDesk.Domain;
using ServiceDesk.Domain.People;
using ServiceDesk.Domain.Sla;
using ServiceDesk.Domain.Tickets;
using ServiceDesk.Simulation.Disks;
using ServiceDesk.Simulation.Reference;
using ServiceDesk.Simulation.Worlds;

namespace ServiceDesk.Simulation.Checks;

/// <summary>
/// Every promise kept or its breach on record: for each ticket, clock, epoch and level exactly what the reference says, none early,
/// none missing, none twice, none too late.
/// </summary>
internal static class PromiseCheck
{
    /// <summary>How long a process may go on deciding by rules that another has replaced: the age of what it knows, and one slow commit.</summary>
    private static readonly TimeSpan Unaware = TimeSpan.FromMinutes(2);

    /// <summary>The first violation of a ticket: what follows from it is not told again.</summary>
    public static Violation? Of(World world, TicketRow row)
    {
        var reference = new ReferenceTicket();
        var raised = new HashSet<(ClockEpoch, int)>();
        var known = new HashSet<ClockEpoch>();
        for (var i = 0; i < row.Events.Count;)
        {
            var first = row.Events[i];
            if (first.By.Kind is ActorKind.Clock && first.Read().Event is not ClocksPlanned)
            {
                var together = row.Events.Skip(i).TakeWhile(e => e.By.Kind is ActorKind.Clock && e.Cause == first.Cause).ToArray();
                if (Rang(world, row, reference, together, raised) is { } wrong) return wrong;
                i += together.Length;
                continue;
            }

            if (Forgotten(row, reference, first) is { } missing) return missing;
            if (Decided(world, row, first, known, reference) is not { } rules) return new("planned by the rules in force", $"{row.Key}", $"v{first.Version} was not", first.WrittenAt);
            reference.Did(first.Read().Event, first.At, first.WrittenAt, rules);
            if (first.Read().Event.Clocks is { } clocks) Agree(world, row, first, reference, clocks.Where(clock => known.Contains(clock.Id)));
            known.UnionWith(first.Read().Event.Clocks?.Select(clock => clock.Id) ?? []);
            i++;
        }

        return Outstanding(world, row, reference) ?? Unplanned(world, row, reference);
    }

    /// <summary>The rules that a command was decided by: those that its new deadlines name, which must be in force or just have been.</summary>
    private static Rules? Decided(World world, TicketRow row, EventRow e, HashSet<ClockEpoch> known, ReferenceTicket reference)
    {
        var (site, happened) = (row.Key.Site, e.Read().Event);
        var inForce = world.Rules.Between(site, e.WrittenAt - Unaware, e.WrittenAt);
        if (happened is ClocksPlanned planned) return inForce.FirstOrDefault(rules => (rules.PolicyVersion, rules.CalendarVersion) == (planned.PolicyVersion, planned.CalendarVersion));
        return happened.Clocks?.FirstOrDefault(clock => !known.Contains(clock.Id)) is { } fresh
            ? inForce.FirstOrDefault(rules => (rules.PolicyVersion, rules.CalendarVersion) == (fresh.PolicyVersion, fresh.CalendarVersion))
            // What comes back from a merge and sets no new deadline was planned by these rules already.
            : happened is Unmerged ? inForce.FirstOrDefault(rules => reference.NotPlannedBy(rules, since: DateTimeOffset.MaxValue) is null)
            : inForce.First();
    }

    /// <summary>
    /// A deadline that went on or was missed names no rules: where two sets were in force within reach, it is measured by the one that
    /// gives what stands in the journal, if any does.
    /// </summary>
    private static void Agree(World world, TicketRow row, EventRow e, ReferenceTicket reference, IEnumerable<Clock> touched)
    {
        if (world.Rules.Between(row.Key.Site, e.WrittenAt - Unaware, e.WrittenAt).ToArray() is not { Length: > 1 } within) return;
        foreach (var clock in touched)
            if (clock.Next is { } next && reference.Find(clock.Id.Kind, clock.Id.Item) is { } promise)
                promise.Calendar = within.Select(rules => rules.Calendar).FirstOrDefault(calendar =>
                {
                    promise.Calendar = calendar;
                    return reference.Ahead().Any(ahead => ahead.Promise == promise && ahead.At == next.At);
                }) ?? within[0].Calendar;
    }

    /// <summary>What is published reaches every open ticket; one that is merged is not open.</summary>
    private static Violation? Unplanned(World world, TicketRow row, ReferenceTicket reference)
    {
        var rules = world.Rules.Latest(row.Key.Site);
        if (row.At(row.Version)!.MergedInto is not null) return null;
        return reference.NotPlannedBy(rules, since: rules.At) is { } promise
            ? new("what is published reaches every open ticket", $"{row.Key}", $"{promise.Kind} {promise.Item} epoch {promise.Epoch} is not by policy {rules.PolicyVersion}, calendar {rules.CalendarVersion}")
            : null;
    }

    private static Violation? Rang(World world, TicketRow row, ReferenceTicket reference, EventRow[] events, HashSet<(ClockEpoch, int)> raised)
    {
        Violation Wrong(string rule, string text) => new(rule, $"{row.Key}", $"v{events[0].Version} {events[0].Cause}: {text}", events[0].WrittenAt);

        if (events[0].Cause.Split(':') is not ["clock", var word, var itemText, var epochText, var stage]
            || !Enum.TryParse<ClockKind>(word.Replace("_", ""), ignoreCase: true, out var kind)
            || !int.TryParse(itemText, out var item) || !int.TryParse(epochText, out var epoch))
            return Wrong("every event has a cause", "not a clock's cause");

        if (reference.Find(kind, item) is not { } promise) return Wrong("nothing fires that was not promised", "no such promise");
        if (promise.Epoch != epoch) return Wrong("an old epoch never fires", $"the epoch is {promise.Epoch}");
        if (promise.Happened.Contains(stage)) return Wrong("nothing takes effect twice", "it happened before in this epoch");
        if (reference.Ahead().Where(next => next.Promise == promise && next.Stage == stage).Select(next => (DateTimeOffset?)next.At).FirstOrDefault() is not { } due)
            return Wrong("nothing fires that was not promised", promise.IsOver ? "the promise is kept or over" : promise.Stands ? "the clock stands" : "not its turn");
        if (events[0].At < due) return Wrong("nothing fires early", $"it was due {Instant.Text(due)}");
        var askable = promise.KnownAt > due ? promise.KnownAt : due;
        if (events[0].WrittenAt - askable is var late && late > Bounds.Lateness(world, $"{row.Key}", askable, events[0].WrittenAt))
            return Wrong("nothing is late beyond its bound", $"due {Instant.Text(due)}, {late} late, allowed {Bounds.Lateness(world, $"{row.Key}", askable, events[0].WrittenAt)}");

        var clock = new ClockEpoch(kind, item, epoch);
        var (told, ought) = (string.Join(", ", events.Select(e => Told(e.Read().Event))), string.Join(", ", Expected(clock, stage, due)));
        if (told != ought) return Wrong("what comes of a deadline is what the table says", $"{told} instead of {ought}");
        foreach (var level in events.Select(e => e.Read().Event).OfType<Escalated>())
            if (!raised.Add((clock, level.Level))) return Wrong("a level is raised once", $"level {level.Level} again");
        reference.Came(promise, stage, due, events[0].WrittenAt, world.Rules.Between(row.Key.Site, events[0].WrittenAt, events[0].WrittenAt).First());
        foreach (var e in events)
            if (e.Read().Event.Clocks is { } clocks) Agree(world, row, e, reference, clocks);
        return null;
    }

    /// <summary>What was due before a command must stand before it.</summary>
    private static Violation? Forgotten(TicketRow row, ReferenceTicket reference, EventRow command)
    {
        foreach (var (promise, stage, at) in reference.Ahead())
            if (at <= command.At)
                return new("nothing due is missing", $"{row.Key}",
                    $"{promise.Kind} {promise.Item} epoch {promise.Epoch} {stage} was due {Instant.Text(at)}, before v{command.Version} at {Instant.Text(command.At)}");
        return null;
    }

    private static Violation? Outstanding(World world, TicketRow row, ReferenceTicket reference)
    {
        foreach (var (promise, stage, at) in reference.Ahead())
            if ((at > promise.KnownAt ? at : promise.KnownAt) is var askable && askable + Bounds.Lateness(world, $"{row.Key}", askable, world.EndedAt) < world.EndedAt)
                return new("nothing due is missing", $"{row.Key}",
                    $"{promise.Kind} {promise.Item} epoch {promise.Epoch} {stage} was due {Instant.Text(at)} and has not happened by {Instant.Text(world.EndedAt)}");
        return null;
    }

    /// <summary>The right-hand column of the table.</summary>
    private static IEnumerable<string> Expected(ClockEpoch clock, string stage, DateTimeOffset due)
    {
        var breached = $"breached {clock} {Instant.Text(due)}";
        return (clock.Kind, stage) switch
        {
            (_, "warning") => [$"warning {clock} to owner"],
            (_, "level_2") => [$"escalated 2 {clock}"],
            (ClockKind.Ack or ClockKind.Response or ClockKind.Resolution, _) => [breached, $"escalated 1 {clock}"],
            (ClockKind.SecondHandling, _) => [breached, $"escalated 2 {clock}"],
            (ClockKind.Update, _) => [breached, $"reminder {clock} to owner supervisor"],
            (ClockKind.CustomerSync or ClockKind.Change, _) => [breached, $"reminder {clock} to owner"],
            (ClockKind.Collaboration, _) => [breached, $"reminder {clock} to requester department_head supervisor"],
            (ClockKind.Visit, _) => [breached, $"reminder {clock} to customer supervisor"],
            _ => ["closed Resolved, not rated"],
        };
    }

    private static string Told(TicketEvent happened) => happened switch
    {
        Breached e => $"breached {e.Clock} {Instant.Text(e.Due)}",
        Escalated e => $"escalated {e.Level} {e.Clock}",
        Reminded e => $"{e.Stage} {e.Clock} to {string.Join(' ', e.To)}",
        Closed e => $"closed {e.Reason}, {(e.Rated ? "" : "not ")}rated",
        _ => happened.GetType().Name,
    };
}
