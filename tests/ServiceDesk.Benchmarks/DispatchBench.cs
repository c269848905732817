using System.Diagnostics;
using ServiceDesk.Domain.People;
using ServiceDesk.Domain.Routing;
using ServiceDesk.Domain.Sites;
using ServiceDesk.Domain.Sla;
using ServiceDesk.Domain.Tickets;

namespace ServiceDesk.Benchmarks;

/// <summary>Decisions of the dispatch board in a steady state: somebody gets free, the next ticket goes to them, another one comes in.</summary>
internal static class DispatchBench
{
    private static readonly string[] Roles = ["engineer", "service_agent", "customer_relations_specialist"];
    private static readonly string[] Types = ["problem", "consultation", "complaint"];
    private static readonly DateTimeOffset Beginning = new(2026, 3, 2, 1, 0, 0, TimeSpan.Zero);

    public static void Run(TextWriter report, TimeSpan time, IEnumerable<int> waiting)
    {
        report.WriteLine("| waiting | agents | fill s | decisions/s | p50 µs | p99 µs | max ms |");
        report.WriteLine("|---|---|---|---|---|---|---|");
        foreach (var tickets in waiting)
            foreach (var agents in (int[])[100, 10_000]) Measure(report, time, tickets, agents);
    }

    private static void Measure(TextWriter report, TimeSpan time, int tickets, int agents)
    {
        var fill = Stopwatch.StartNew();
        var board = new DispatchBoard(new SiteRules("SH", "Shanghai", "Asia/Shanghai", Profiles.Find("after-sales")!, 1, ChinaCalendar.Standard(), 1));
        for (var i = 0; i < agents; i++) board.Put(Agent(i, open: 10));
        for (var i = 0; i < tickets; i++) board.Put(Ticket(i), Beginning);
        var (filled, clock, latencies) = (fill.Elapsed, Stopwatch.StartNew(), new Latencies());
        for (var n = 0; clock.Elapsed < time; n++)
        {
            var began = Stopwatch.GetTimestamp();
            board.Put(Agent(n % agents, open: 9));
            while (board.Next() is { } pairing) board.Put(Ticket(tickets + n) with { Type = pairing.Ticket.Type }, Beginning);
            latencies.Add(Stopwatch.GetElapsedTime(began));
        }

        report.WriteLine(
            $"| {tickets} | {agents} | {filled.TotalSeconds:F2} | {latencies.Count / clock.Elapsed.TotalSeconds:F0} | {latencies.Percentile(0.5) * 1000:F1} | "
            + $"{latencies.Percentile(0.99) * 1000:F1} | {latencies.Percentile(1):F2} |");
    }

    private static AgentStanding Agent(int i, int open) => new($"agent-{i:00000}", [Roles[i % Roles.Length]], [], 10, open, PresenceState.On, Beginning.AddSeconds(i % 977));

    private static QueuedTicket Ticket(int i) => new(
        $"202603-{i:0000}", 1, null, Types[i % Types.Length], null, (Priority)(i % 3), (Urgency)(i % 3), (Tier)(i % 4), Beginning.AddSeconds(i % 86_400),
        Beginning.AddSeconds(i % 86_400), i % 50 == 0 ? ["agent-00000"] : [], 0, false, null);
}
