using ServiceDesk.Domain.People;
using ServiceDesk.Domain.Routing;
using ServiceDesk.Domain.Sites;
using ServiceDesk.Domain.Tickets;
using ServiceDesk.Grains.Agents;
using ServiceDesk.Grains.Sites;
using ServiceDesk.Grains.Tickets;
using ServiceDesk.Tests.Domain.Tickets;

namespace ServiceDesk.Tests.Grains;

/// <summary>A site SH of engineers, a partner BJ, and what people do there; nobody is on duty in the beginning.</summary>
public abstract class DispatchDesk : IDisposable
{
    private protected readonly GrainWorld World = new(TicketStory.Nine);

    protected DispatchDesk()
    {
        foreach (var (site, profile) in new[] { ("SH", "after-sales"), ("BJ", "quick-response") })
            World.Run(() => World.Grain<ISiteGrain>(site).Put(new(site, "Asia/Shanghai", profile), "admin"));
        foreach (var id in (string[])["li", "wang", "chen"]) Hire(id);
        Hire("boss", role: "supervisor", supervisor: null);
    }

    public void Dispose()
    {
        World.Dispose();
        GC.SuppressFinalize(this);
    }

    protected void Hire(string id, int capacity = 10, string role = "engineer", string? supervisor = "boss", string sites = "SH") =>
        World.Agents.Accounts[id] = new(id, [sites], [role], [], capacity, supervisor);

    protected void ComeOn(params string[] agents)
    {
        foreach (var agent in agents) Set(agent, PresenceState.On);
    }

    protected void Set(string agent, PresenceState state)
    {
        World.Run(() => World.Grain<IAgentGrain>(agent).SetPresence(state, agent));
        World.Settle();
    }

    protected void Leave(string agent)
    {
        World.Agents.Accounts[agent] = World.Agents.Accounts[agent] with { HasLeft = true };
        World.Run(async () => { await World.Grain<IAgentGrain>(agent).Refresh(); return 0; });
        World.Settle();
    }

    protected void Open(int number, Urgency urgency = Urgency.Medium)
    {
        Assert.Null(Send(number, TicketStory.Opening with { Urgency = urgency }, "phone").Refusal);
        World.Settle();
    }

    protected void Publish(string site, Func<DispatchPolicy, DispatchPolicy> change)
    {
        var grain = World.Grain<ISiteGrain>(site);
        World.Run(async () => (await grain.Rules())!.Policy is var policy ? await grain.PublishPolicy(policy with { Dispatch = change(policy.Dispatch) }, "admin", null) : null);
    }

    protected static TicketKey Key(int number) => new("SH", $"202603-{number:0000}");

    protected TicketReply Send(int number, TicketCommand command, string by) =>
        World.Run(() => World.Grain<ITicketGrain>(Key(number).ToString()).Handle(new(command, Actor.Staff(by), $"{by} {command.GetType().Name} {number}",
            Powers: new(["SH"], [Roles.ServiceAgent]))));

    protected IReadOnlyList<Happening> History(int number) => World.Journal.History(Key(number));

    protected Ticket Ticket(int number) => TicketHistory.Replay(Key(number), History(number))!;

    protected List<string?> Owners(params int[] numbers) => [.. numbers.Select(number => Ticket(number).Owner)];

    protected AgentStanding Standing(string agent) => World.Run(() => World.Grain<IAgentGrain>(agent).Standing())!;
}
