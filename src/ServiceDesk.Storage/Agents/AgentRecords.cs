using System.Data.Common;
using System.Text.Json;
using ServiceDesk.Domain;
using ServiceDesk.Domain.People;
using ServiceDesk.Domain.Routing;
using ServiceDesk.Domain.Sla;
using ServiceDesk.Domain.Tickets;
using ServiceDesk.Grains.Agents;
using ServiceDesk.Storage.Databases;

namespace ServiceDesk.Storage.Agents;

/// <summary>Reads accounts, presences and open work; the account's row is written by whoever keeps the accounts.</summary>
internal sealed class AgentRecords(Store store) : IAgentRecords, IAgentLoads
{
    private const string Profile = "a.id, a.sites, a.roles, a.skills, a.capacity, a.supervisor, a.removed_ms";
    private const string Presence = "p.state, p.since_ms, p.by_whom, p.shifts";

    public async Task<AgentRecord?> Find(string agent)
    {
        await using var reading = await store.Read(CancellationToken.None);
        return await reading.First(
            new($"SELECT {Profile}, {Presence} FROM account a LEFT JOIN presence p ON p.agent = a.id WHERE a.id = @id", ("@id", agent)),
            row => new AgentRecord(ReadProfile(row), ReadPresence(row, 7)), CancellationToken.None);
    }

    /// <summary>Only those on duty are looked at, and only open work is counted: an index holds no other.</summary>
    public async Task<IReadOnlyList<AgentStanding>> OnDuty(string site)
    {
        await using var reading = await store.Read(CancellationToken.None);
        var agents = await reading.Rows(
            new(
                $"SELECT {Profile}, {Presence} FROM presence p JOIN account a ON a.id = p.agent WHERE p.state = @on AND a.removed_ms IS NULL",
                ("@on", (short)PresenceState.On)),
            row => new AgentRecord(ReadProfile(row), ReadPresence(row, 7)), CancellationToken.None);
        var here = agents.Where(agent => agent.Profile.Sites.Contains(site)).ToList();
        if (here.Count == 0) return [];
        var open = (await reading.Rows(
            new("SELECT owner, count(*) FROM ticket WHERE owner IS NOT NULL AND status < 3 GROUP BY owner"),
            row => (Owner: row.GetString(0), Count: (int)row.GetInt64(1)), CancellationToken.None)).ToDictionary(row => row.Owner, row => row.Count);
        return
        [
            .. here.Select(agent => new AgentStanding(
                agent.Profile.Id, agent.Profile.Roles, agent.Profile.Skills, agent.Profile.Capacity, open.GetValueOrDefault(agent.Profile.Id),
                agent.Presence.State, agent.Presence.Since)),
        ];
    }

    public async Task<IReadOnlyList<Ticket>> Work(string agent)
    {
        await using var reading = await store.Read(CancellationToken.None);
        return store.States.Read(await reading.Rows(
            new("SELECT state FROM ticket WHERE owner = @owner AND owner IS NOT NULL AND status < 3", ("@owner", agent)),
            row => row.GetString(0), CancellationToken.None));
    }

    public Task SetPresence(string agent, Presence presence) => store.Execute(
        new(
            """
            INSERT INTO presence (agent, state, since_ms, by_whom, shifts) VALUES (@agent, @state, @since, @by, @shifts)
            ON CONFLICT (agent) DO UPDATE SET state = excluded.state, since_ms = excluded.since_ms, by_whom = excluded.by_whom, shifts = excluded.shifts
            """,
            ("@agent", agent), ("@state", (short)presence.State), ("@since", presence.Since.ToUnixTimeMilliseconds()), ("@by", presence.By),
            ("@shifts", presence.Shifts?.ToString())),
        CancellationToken.None);

    public async Task<IReadOnlyDictionary<string, AgentLoad>> Read(IReadOnlyList<string> agents, CancellationToken cancel)
    {
        if (agents.Count == 0) return new Dictionary<string, AgentLoad>();
        (string Name, object?)[] ids = [.. agents.Select((agent, i) => ($"@a{i}", (object?)agent))];
        var names = string.Join(", ", ids.Select(id => id.Name));
        await using var reading = await store.Read(cancel);
        var presences = (await reading.Rows(
            new($"SELECT {Presence}, p.agent FROM presence p WHERE p.agent IN ({names})", ids),
            row => (Agent: row.GetString(4), Presence: ReadPresence(row, 0)), cancel)).ToDictionary(row => row.Agent, row => row.Presence);
        var open = (await reading.Rows(
            new($"SELECT owner, count(*) FROM ticket WHERE owner IN ({names}) AND owner IS NOT NULL AND status < 3 GROUP BY owner", ids),
            row => (Owner: row.GetString(0), Count: (int)row.GetInt64(1)), cancel)).ToDictionary(row => row.Owner, row => row.Count);
        return agents.ToDictionary(agent => agent, agent => new AgentLoad(presences.GetValueOrDefault(agent) ?? Domain.People.Presence.Never, open.GetValueOrDefault(agent)));
    }

    private static AgentProfile ReadProfile(DbDataReader row) => new(
        row.GetString(0), List(row.GetString(1)), List(row.GetString(2)), List(row.GetString(3)), row.GetInt32(4), row.Text(5), HasLeft: !row.IsDBNull(6));

    private static Presence ReadPresence(DbDataReader row, int first) => row.IsDBNull(first)
        ? Domain.People.Presence.Never
        : new(
            (PresenceState)row.GetInt16(first), DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(first + 1)), row.GetString(first + 2),
            row.Text(first + 3) is { } shifts ? JsonSerializer.Deserialize<WorkCalendar>(shifts, DeskJson.Stored) : null);

    private static string[] List(string text) => JsonSerializer.Deserialize<string[]>(text)!;
}
