using System.Text.Json;
using ServiceDesk.Domain;
using ServiceDesk.Domain.Routing;
using ServiceDesk.Domain.Sla;
using ServiceDesk.Domain.Tickets;
using ServiceDesk.Storm.Checks;
using ServiceDesk.Storm.Load;
using ServiceDesk.Tests.Domain.Tickets;
using static ServiceDesk.Tests.Domain.Tickets.TicketStory;

namespace ServiceDesk.Tests.Storm;

/// <summary>The check of a storm, over histories that the rules made and in which one thing was put wrong.</summary>
public sealed class StormCheckTests
{
    private static readonly TicketKey Other = new("SH", "202603-0002");
    private readonly ClientRecord _record = new();
    private readonly List<Happening> _history;

    /// <summary>Taken in at nine and forgotten until the evening, with every ring on time; then accepted and told to the customer.</summary>
    public StormCheckTests()
    {
        var story = new TicketStory();
        Tells(story, "create", Opening);
        while (story.Ticket!.WakeAt is { } wake && wake < Nine.AddHours(9)) story.At(wake).Does(new Ring());
        story.At(Nine.AddHours(9));
        Tells(story, "acknowledge", new Acknowledge());
        Tells(story, "communications", new LogCommunication(null, "phone", "told", null, null));
        _history = story.History;
    }

    [Fact]
    public void A_history_as_it_should_be_is_clean()
    {
        var findings = Check();
        Assert.Empty(findings.First);
        Assert.True(findings.IsClean);
        Assert.Equal(3, findings.Acknowledged);
        Assert.Equal(_history.Select(h => h.Cause).Distinct().Count() - 3, findings.Due);
        Assert.True(findings.Due >= 2);
        Assert.Equal((0, 0), (findings.Late, findings.LateInFault));
    }

    [Fact]
    public void A_command_that_was_told_and_is_not_there_is_lost()
    {
        _history.RemoveAll(h => h.Cause.EndsWith("communications", StringComparison.Ordinal));
        Assert.Equal(1, Check().Lost);
    }

    [Fact]
    public void A_command_that_stands_at_another_version_than_was_told_is_lost()
    {
        _record.Told.Enqueue(_record.Told.Last() with { Version = 1 });
        Assert.Equal(1, Check().Lost);
    }

    [Fact]
    public void A_command_that_happened_again_later_is_doubled()
    {
        Append(_history.Last(h => h.Cause.EndsWith("acknowledge", StringComparison.Ordinal)));
        Assert.Equal(1, Check().Doubled);
    }

    [Fact]
    public void A_request_that_made_two_tickets_is_doubled()
    {
        var findings = new Findings();
        var commands = new CommandCheck();
        commands.Note(Key, _history);
        commands.Note(Other, [_history[0] with { Version = 2 }]);
        commands.Run(new(), findings);
        Assert.Equal(1, findings.Doubled);
    }

    [Fact]
    public void A_number_that_two_requests_were_told_is_doubled()
    {
        _record.Told.Enqueue(_record.Told.First() with { Key = "another" });
        Assert.Equal((1, 1), (Check().Doubled, Check().Lost));
    }

    [Fact]
    public void An_escalation_that_did_not_come_before_the_next_command_is_missing()
    {
        var escalated = Escalation();
        var firstOfRing = _history.FindIndex(h => h.Cause == escalated.Cause);
        var dropped = _history.RemoveAll(h => h.Cause == escalated.Cause);
        Renumber(firstOfRing, -dropped);
        Assert.True(Check().Missing > 0);
    }

    [Fact]
    public void What_is_still_due_long_after_the_storm_is_missing()
    {
        var opened = _history[..1];
        var due = TicketHistory.Replay(Key, opened)!.WakeAt!.Value;
        Assert.Equal(0, Clocks(opened, ended: due.AddSeconds(75)).Missing);
        Assert.Equal(1, Clocks(opened, ended: due.AddSeconds(76)).Missing);
    }

    [Theory]
    [InlineData(-1, 1, 0)]
    [InlineData(2_000, 0, 0)]
    [InlineData(2_001, 0, 1)]
    public void A_ring_before_its_moment_is_early_and_one_of_more_than_two_seconds_after_it_late(int milliseconds, int early, int late)
    {
        var ring = _history.First(h => h.Cause.StartsWith("clock:", StringComparison.Ordinal)).Cause;
        for (var i = 0; i < _history.Count; i++)
            if (_history[i].Cause == ring) _history[i] = _history[i] with { At = _history[i].At.AddMilliseconds(milliseconds) };
        var findings = Check();
        Assert.Equal((early, late), (findings.Early, findings.Late));
    }

    [Fact]
    public void A_late_ring_counts_apart_when_a_fault_was_near()
    {
        var at = _history.FindIndex(h => h.Cause.StartsWith("clock:", StringComparison.Ordinal));
        var due = _history[at].At;
        _history[at] = _history[at] with { At = due.AddSeconds(30) };
        var findings = Clocks(_history[..(at + 1)], ended: due, (due.AddSeconds(-1), due.AddSeconds(31)));
        Assert.Equal((0, 1, TimeSpan.FromSeconds(30)), (findings.Late, findings.LateInFault, findings.WorstLateness));
    }

    [Fact]
    public void A_stage_that_rang_again_is_doubled()
    {
        Append(_history.First(h => h.Cause.StartsWith("clock:", StringComparison.Ordinal) && h.Event is not Escalated));
        Assert.Equal(1, Check().EscalationsDoubled);
    }

    [Fact]
    public void A_level_that_was_raised_again_under_another_cause_is_doubled()
    {
        Append(Escalation() with { Cause = "clock:ack:0:1:late" });
        Assert.Equal(1, Check().EscalationsDoubled);
    }

    [Fact]
    public void A_ring_that_no_clock_waits_for_is_found()
    {
        Append(_history[^1] with { Cause = "clock:visit:7:1:breach", Event = new Reminded(new(ClockKind.Visit, 7, 1), "breach", ["owner"]) });
        Assert.Equal(1, Check().Others);
    }

    [Fact]
    public void A_ticket_given_to_somebody_who_has_it_in_hand_declined_it_or_is_full_is_misplaced()
    {
        const string engineer = "li.na";
        var given = new Assigned(engineer, null, null, new(new("engineer", []), false, 1, [], ChoiceRule.OnlyCandidate));
        Assert.Equal(0, Owners(1, (1, given)).Misplaced);
        Assert.Equal(1, Owners(9, (1, given), (1, given)).Misplaced);
        Assert.Equal(1, Owners(9, (1, given), (1, new Declined(engineer, "busy")), (1, given)).Misplaced);
        Assert.Equal(0, Owners(1, (1, given), (1, new Resolved("done", null, null, null)), (2, given)).Misplaced);
        Assert.Equal(1, Owners(1, (1, given), (2, given)).Misplaced);
        Assert.Equal(0, Owners(2, (1, given), (2, given)).Misplaced);
        Assert.Equal(1, Owners(1, (1, given), (1, new Acknowledged(engineer, true)), (1, new Acknowledged("another", true))).Misplaced);
    }

    /// <summary>Two tickets, and what happened to which of them.</summary>
    private Findings Owners(int capacity, params (int Ticket, TicketEvent Event)[] events)
    {
        var findings = new Findings();
        var check = new OwnerCheck(new("NJ", new Dictionary<string, int> { ["li.na"] = capacity }, "boss"), []);
        var position = 0L;
        var versions = new Dictionary<int, int>();
        foreach (var (ticket, happened) in (IEnumerable<(int, TicketEvent)>)[(1, _history[0].Event), (2, _history[0].Event), .. events])
        {
            versions[ticket] = versions.GetValueOrDefault(ticket) + 1;
            check.Note(new(++position, "NJ", $"202603-{ticket:D4}", versions[ticket], Nine, "desk:", "",
                JsonSerializer.Serialize(happened, DeskJson.Stored)), findings);
        }

        return findings;
    }

    /// <summary>Carries a command out, and notes that the client was told so.</summary>
    private void Tells(TicketStory story, string command, TicketCommand what)
    {
        var before = story.History.Count;
        story.Does(what);
        for (var i = before; i < story.History.Count; i++)
            if (story.History[i].Cause == "request-1") story.History[i] = story.History[i] with { Cause = $"staff:li:{command}" };
        _record.Told.Enqueue(new(command, command, Key, story.Ticket!.Version, story.Now, TimeSpan.Zero));
    }

    private Happening Escalation() => _history.First(h => h.Event is Escalated { Clock: not null });

    private void Append(Happening happening) => _history.Add(happening with { Version = _history[^1].Version + 1, At = _history[^1].At });

    private void Renumber(int from, int by)
    {
        for (var i = from; i < _history.Count; i++) _history[i] = _history[i] with { Version = _history[i].Version + by };
    }

    private Findings Check()
    {
        var findings = Clocks(_history, ended: _history[^1].At);
        var commands = new CommandCheck();
        commands.Note(Key, _history);
        commands.Run(_record, findings);
        return findings;
    }

    private static Findings Clocks(IReadOnlyList<Happening> history, DateTimeOffset ended, params (DateTimeOffset From, DateTimeOffset To)[] shadows)
    {
        var findings = new Findings();
        ClockCheck.Run(Key, history, ended, shadows, findings);
        return findings;
    }
}
