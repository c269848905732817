using ServiceDesk.Domain.People;
using ServiceDesk.Domain.Routing;
using ServiceDesk.Domain.Tickets;
using static ServiceDesk.Tests.Domain.Routing.Lines;

namespace ServiceDesk.Tests.Domain.Routing;

/// <summary>The board's indexes against a model that looks at everybody and everything each time.</summary>
public sealed class DispatchBoardLawTests
{
    private static readonly string[] Agents = [.. Enumerable.Range(0, 12).Select(i => $"agent-{i:00}")];
    private static readonly (string? Type, string? Subtype)[] Classes = [("problem", null), ("problem", "robot"), ("complaint", null), ("consultation", null), (null, null)];

    public static TheoryData<int> Seeds() => [.. Enumerable.Range(1, 60)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Whatever_happens_the_board_decides_as_one_who_looks_at_everything(int seed)
    {
        var (chance, board) = (new Random(seed), new DispatchBoard(Rules()));
        var (tickets, agents) = (new Dictionary<string, QueuedTicket>(), new Dictionary<string, AgentStanding>());
        var proposals = new List<Pairing>();
        for (var step = 0; step < 400; step++)
        {
            switch (chance.Next(8))
            {
                case 0 or 1:
                    var agent = DrawAgent(chance);
                    var mine = proposals.Where(proposal => proposal.Agent == agent.Id).Select(proposal => proposal.Ticket.Number).Distinct().ToList();
                    var known = chance.Next(4) == 0 ? null : mine.Where(_ => chance.Next(2) == 0).ToList();
                    agent = agent with { Work = known?.ConvertAll(number => $"SH/{number}") };
                    agents[agent.Id] = agent with { Open = agent.Open + mine.Count - (known?.Count ?? 0) };
                    board.Put(agent);
                    break;
                case 2:
                    var gone = Agents[chance.Next(Agents.Length)];
                    agents.Remove(gone);
                    board.RemoveAgent(gone);
                    break;
                case 3 or 4:
                    var number = $"{chance.Next(30)}";
                    var ticket = DrawTicket(chance, number) with { Version = (tickets.GetValueOrDefault(number)?.Version ?? 0) + 1 };
                    tickets[number] = ticket;
                    board.Put(ticket, Nine);
                    break;
                case 5:
                    var closed = $"{chance.Next(30)}";
                    tickets.Remove(closed);
                    board.Remove(closed);
                    break;
                case 6 when proposals.Count > 0:
                    var ended = proposals[chance.Next(proposals.Count)];
                    proposals.RemoveAll(proposal => (proposal.Agent, proposal.Ticket.Number) == (ended.Agent, ended.Ticket.Number));
                    board.End(ended);
                    break;
                default:
                    if (Decide(board, tickets, agents, seed, step) is { } proposed) proposals.Add(proposed);
                    break;
            }
        }
    }

    private static Pairing? Decide(DispatchBoard board, Dictionary<string, QueuedTicket> tickets, Dictionary<string, AgentStanding> agents, int seed, int step)
    {
        var expected = Naive(tickets.Values, agents.Values);
        var decided = board.Next();
        Assert.True(
            (expected?.Ticket.Number, expected?.Agent, expected?.Candidates) == (decided?.Ticket.Number, decided?.Agent, decided?.Choice.Candidates),
            $"seed {seed}, step {step}: {decided} instead of {expected}");
        if (decided is null) return null;
        tickets.Remove(decided.Ticket.Number);
        agents[decided.Agent] = agents[decided.Agent] with { Open = agents[decided.Agent].Open + 1 };
        return decided;
    }

    /// <summary>The first ticket in order that somebody can take, and the first who can.</summary>
    private static (QueuedTicket Ticket, string Agent, int Candidates)? Naive(IEnumerable<QueuedTicket> tickets, IEnumerable<AgentStanding> agents)
    {
        foreach (var waiting in tickets.Where(t => t.IsForDispatch).Select(t => WaitingTicket.Of(t, Rules(), Nine)).Order(WaitingTicket.Order))
        {
            var free = agents.Where(a => a.Presence is PresenceState.On && a.Open < a.Capacity && a.Roles.Contains(waiting.Need.Role)
                    && waiting.Need.Skills.All(a.Skills.Contains) && !waiting.Ticket.DeclinedBy.Contains(a.Id))
                .OrderBy(a => (decimal)a.Open / a.Capacity).ThenBy(a => a.IdleSince).ThenBy(a => a.Id, StringComparer.Ordinal).ToList();
            if (free.Count > 0) return (waiting.Ticket, free[0].Id, free.Count);
        }

        return null;
    }

    private static AgentStanding DrawAgent(Random chance) => new(
        Agents[chance.Next(Agents.Length)],
        [.. ((string[])["engineer", "service_agent", "customer_relations_specialist"]).Where(_ => chance.Next(2) == 0)],
        chance.Next(2) == 0 ? ["robots"] : [], chance.Next(6), chance.Next(6), (PresenceState)chance.Next(3), Nine.AddMinutes(chance.Next(4)));

    private static QueuedTicket DrawTicket(Random chance, string number)
    {
        var (type, subtype) = Classes[chance.Next(Classes.Length)];
        var declined = Agents.Where(_ => chance.Next(12) == 0).Take(chance.Next(4)).ToArray();
        return Ticket(number, (Priority)chance.Next(3), chance.Next(4) * 600, type, subtype, (Tier)chance.Next(4), declined) with
        {
            Owner = chance.Next(6) == 0 ? "somebody" : null,
            Rounds = chance.Next(8) == 0 ? 1 : 0,
        };
    }
}
