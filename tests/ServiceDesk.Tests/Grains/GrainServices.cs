using Microsoft.Extensions.DependencyInjection;
using ServiceDesk.Grains.Sites;
using ServiceDesk.Grains.Sla;
using ServiceDesk.Grains.Tickets;

namespace ServiceDesk.Tests.Grains;

/// <summary>What grains are given in tests, on either engine.</summary>
internal static class GrainServices
{
    public static IServiceCollection AddGrainServices(this IServiceCollection services, TestJournal journal) => services
        .AddSingleton<ITicketJournal>(journal)
        .AddSingleton<IOverdueTickets>(journal)
        .AddSingleton<IOpenTickets>(journal)
        .AddSingleton<SiteBook>();
}
