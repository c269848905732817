using Microsoft.Extensions.DependencyInjection;
using ServiceDesk.Grains.Agents;
using ServiceDesk.Grains.Queues;
using ServiceDesk.Grains.Sites;
using ServiceDesk.Grains.Sla;
using ServiceDesk.Grains.Tickets;

namespace ServiceDesk.Tests.Grains;

/// <summary>What grains are given in tests, on either engine.</summary>
internal static class GrainServices
{
    public static IServiceCollection AddGrainServices(this IServiceCollection services, TestJournal journal, TestAgents agents) => services
        .AddSingleton<ITicketJournal>(journal)
        .AddSingleton<IOverdueTickets>(journal)
        .AddSingleton<IOpenTickets>(journal)
        .AddSingleton<IAgentRecords>(agents)
        .AddSingleton<IPendingTickets>(agents)
        .AddSingleton<SiteBook>()
        .AddSingleton<AlarmPace>()
        .AddSingleton<TransferRoad>();
}
