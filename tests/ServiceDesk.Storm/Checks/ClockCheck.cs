using ServiceDesk.Domain;
using ServiceDesk.Domain.Sla;
using ServiceDesk.Domain.Tickets;

namespace ServiceDesk.Storm.Checks;

/// <summary>Each stage of each epoch of each clock: once if it was due, not early, not missing, and how late.</summary>
internal static class ClockCheck
{
    /// <summary>What a healthy desk may take.</summary>
    private static readonly TimeSpan Healthy = TimeSpan.FromSeconds(2);

    /// <summary>What may be due and unanswered when the storm is over: a lost ring comes again within this.</summary>
    private static readonly TimeSpan Outstanding = TimeSpan.FromSeconds(75);

    public static void Run(
        TicketKey key, IReadOnlyList<Happening> history, DateTimeOffset ended, IReadOnlyList<(DateTimeOffset From, DateTimeOffset To)> shadows, Findings findings)
    {
        Ticket? ticket = null;
        var raised = new HashSet<(ClockEpoch, int)>();
        var done = new HashSet<string>();
        string? ringing = null;
        foreach (var happening in history)
        {
            var cause = happening.Cause.StartsWith("clock:", StringComparison.Ordinal) ? happening.Cause : null;
            if (cause is null && ticket is not null) Forgotten(key, ticket, happening, findings);
            if (cause is not null && cause != ringing)
            {
                if (!done.Add(cause)) findings.AddEscalationDoubled($"{key} v{happening.Version} {cause}");
                Rang(key, ticket!, happening, shadows, findings);
            }

            if (happening.Event is Escalated { Clock: { } clock } escalated && !raised.Add((clock, escalated.Level)))
                findings.AddEscalationDoubled($"{key} v{happening.Version} level {escalated.Level} of {clock}");
            ringing = cause;
            ticket = TicketHistory.Evolve(key, ticket, happening);
        }

        if (ticket?.WakeAt is { } wake && wake + Outstanding < ended) findings.AddMissing($"{key} waits since {Instant.Text(wake)}");
    }

    /// <summary>What was due before a command stands before it.</summary>
    private static void Forgotten(TicketKey key, Ticket ticket, Happening command, Findings findings)
    {
        if (ticket.WakeAt is { } wake && wake < command.At)
            findings.AddMissing($"{key} v{command.Version} at {Instant.Text(command.At)}, though something was due {Instant.Text(wake)}");
    }

    private static void Rang(
        TicketKey key, Ticket before, Happening ring, IReadOnlyList<(DateTimeOffset From, DateTimeOffset To)> shadows, Findings findings)
    {
        if (before.Clocks.FirstOrDefault(clock => $"clock:{DeskJson.Word(clock.Id.Kind)}:{clock.Id.Item}:{clock.Id.Epoch}:{clock.Next?.Name}" == ring.Cause) is not { NextAt: { } due })
        {
            findings.AddOther($"{key} v{ring.Version}: nothing waits for {ring.Cause}");
            return;
        }

        findings.Due++;
        var lateness = ring.At - due;
        if (lateness < TimeSpan.Zero) findings.AddEarly($"{key} v{ring.Version} {ring.Cause}: {-lateness} early");
        if (lateness > findings.WorstLateness) findings.WorstLateness = lateness;
        if (lateness <= Healthy) return;
        if (shadows.Any(shadow => shadow.From <= ring.At && due <= shadow.To)) findings.LateInFault++;
        else findings.Late++;
    }
}
