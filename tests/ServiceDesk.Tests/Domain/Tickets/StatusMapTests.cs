using System.Text;
using ServiceDesk.Domain.Routing;
using ServiceDesk.Domain.Tickets;

namespace ServiceDesk.Tests.Domain.Tickets;

/// <summary>Every state × command: what happens, or why not.</summary>
public sealed class StatusMapTests
{
    private static readonly (string Name, Func<TicketStory> Make)[] States =
    [
        ("absent", () => new TicketStory()),
        ("pending", () => TicketStory.Opened()),
        ("offered", () => TicketStory.Opened().Does(new Assign("wang", null))),
        ("processing", () => TicketStory.Worked()),
        ("handed_over", () => TicketStory.Worked().Does(new Assign("wang", "shift ends"))),
        ("awaiting", () => TicketStory.Worked().Does(new Wait(WaitingReason.Customer, null))),
        ("resolved", () => TicketStory.Solved()),
        ("confirmed", () => TicketStory.Solved().Does(Happy)),
        ("closed", () => TicketStory.Solved().Does(Learned).Does(new Close(ClosingReason.Resolved))),
        ("transferring", () => TicketStory.Worked().Does(new TransferTo("BJ", "theirs"))),
        ("transferred", () => TicketStory.Worked().Does(new TransferTo("BJ", "theirs")).Does(new CompleteTransfer("CW20260302001"))),
        ("merged", () => TicketStory.Worked().Does(new Merge("202603-0009"))),
    ];

    private static readonly (string Name, TicketCommand Command)[] Commands =
    [
        ("open", TicketStory.Opening), ("acknowledge", new Acknowledge()), ("decline", new Decline("no time")), ("assign", new Assign("zhao", null)),
        ("offer", new Offer("zhao", new(new("engineer", []), false, 1, [], ChoiceRule.OnlyCandidate))), ("call supervisor", new CallSupervisor()),
        ("withdraw", new Withdraw("wang", "off duty", false)), ("withdraw accepted", new Withdraw("li", "left", true)),
        ("transfer", new TransferTo("BJ", "theirs")), ("transfer complete", new CompleteTransfer("CW20260302001")),
        ("collaborators", new AddCollaborator("chen", "wiring")), ("classify", new Classify("consultation", null, null)),
        ("prioritize", new Prioritize(Priority.High, "vip calls")), ("progress", new ReportProgress("已联系客户", null)),
        ("communications", new LogCommunication(null, "phone", "called", null, null)), ("wait", new Wait(WaitingReason.Parts, null)),
        ("resume", new Resume()), ("subtasks", new AddSubtask("order part", null, null)),
        ("subtask done", new MoveSubtask(1, SubtaskState.Done, null)), ("collaborations", new RequestCollaboration("技术部", "noise", null)),
        ("collaboration answer", new AnswerCollaboration(1, CollaborationState.Answered, "yes")),
        ("visits", new PlanVisit("sun", "Pudong 1", TicketStory.Nine.AddDays(1))), ("visit depart", new MoveVisit(1, VisitState.Departed, null)),
        ("changes", new RequestChange("two more")), ("change confirm", new SettleChange(1, ChangeState.Confirmed, null)),
        ("escalate", new Escalate(1, "angry")), ("escalation acknowledge", new AcknowledgeEscalation(1, null)),
        ("resolve", new Resolve("done", null, null, null)), ("rate well", Happy), ("rate badly", new Rate(new Dictionary<string, int> { ["response_speed"] = 1 }, null)),
        ("summary", Learned), ("close resolved", new Close(ClosingReason.Resolved)), ("close by customer", new Close(ClosingReason.ClosedByCustomer)),
        ("close timed out", new Close(ClosingReason.TimedOut)), ("close duplicate", new Close(ClosingReason.Duplicate)), ("reopen", new Reopen("again")),
        ("merge", new Merge("202603-0008")), ("unmerge", new Unmerge()), ("take over", new TakeOver("202603-0007")), ("give back", new GiveBack("202603-0007")),
        ("link", new Link("202603-0005", LinkKind.Related)), ("reveal", new RevealContact("call back")),
        ("erase customer", new EraseCustomer("asked to")), ("materials", new AddMaterial(new("photo", "photo", null))), ("ring", new Ring()), ("replan", new Replan(2, 1)),
    ];

    private static Rate Happy => new(new Dictionary<string, int> { ["response_speed"] = 5 }, null);

    private static Summarize Learned => new("dust", "cleaned", null);

    public static TheoryData<string, string> Cells()
    {
        var cells = new TheoryData<string, string>();
        foreach (var command in Commands)
            foreach (var state in States) cells.Add(state.Name, command.Name);
        return cells;
    }

    [Theory]
    [MemberData(nameof(Cells))]
    public void Every_command_does_in_every_state_what_the_map_says(string state, string command) =>
        Assert.Equal(Map[(state, command)], Outcome(state, command));

    [Theory]
    [MemberData(nameof(Cells))]
    public void A_refused_command_changes_nothing(string state, string command)
    {
        var story = States.Single(s => s.Name == state).Make();
        var before = story.Ticket;
        if (story.Try(Commands.Single(c => c.Name == command).Command).Refusal is null) return;
        Assert.Same(before, story.Ticket);
    }

    private static string Outcome(string state, string command)
    {
        var decision = States.Single(s => s.Name == state).Make().Try(Commands.Single(c => c.Name == command).Command);
        return decision.Refusal is { } refusal ? refusal.Code
            : decision.Happenings.Count == 0 ? "-"
            : string.Join('+', decision.Happenings.Select(h => h.Event.GetType().Name));
    }

    private static readonly Dictionary<(string State, string Command), string> Map = ReadMap();

    /// <summary>With DESK_GOLDEN=write the map is written anew from the rules: read the difference before you commit it.</summary>
    private static Dictionary<(string State, string Command), string> ReadMap()
    {
        var text = new StringBuilder($"{"command",-22}").AppendJoin("", States.Select(s => $" | {s.Name}")).Append('\n');
        foreach (var (name, _) in Commands)
            text.Append($"{name,-22}").AppendJoin("", States.Select(s => $" | {Outcome(s.Name, name)}")).Append('\n');

        var rows = Golden.Lines("status-map.txt", text.ToString).Select(line => line.Split('|', StringSplitOptions.TrimEntries)).ToArray();
        return rows[1..].SelectMany(row => rows[0][1..].Select((state, i) => (Cell: (state, row[0]), Outcome: row[i + 1])))
            .ToDictionary(x => x.Cell, x => x.Outcome);
    }

    [Fact]
    public void The_map_has_a_cell_for_every_state_and_command() => Assert.Equal(States.Length * Commands.Length, Map.Count);

    [Fact]
    public void Every_command_of_the_domain_has_a_row() => Assert.Equal(
        typeof(TicketCommand).Assembly.GetTypes().Where(t => t.IsSubclassOf(typeof(TicketCommand))).ToHashSet(),
        Commands.Select(c => c.Command.GetType()).ToHashSet());
}
