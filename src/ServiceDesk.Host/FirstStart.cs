using ServiceDesk.Gateway.Health;
using ServiceDesk.Gateway.Identity;
using ServiceDesk.Grains.Queues;
using ServiceDesk.Grains.Sites;
using ServiceDesk.Grains.Sla;

namespace ServiceDesk.Host;

/// <summary>Runs between the store's opening and the first request: the first account, the demonstration, the sweeper, the queues.</summary>
public sealed class FirstStart(DeskOptions options, FirstAccounts accounts, IGrainFactory grains, Readiness readiness) : IHostedService
{
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (await accounts.MakeAdmin(options.AdminPassword, cancellationToken) is { } password)
            options.Console.WriteLine($"First start: sign in as {FirstAccounts.Admin} with the password {password} (shown once)");
        if (options.Demo) await Demonstration.Make(grains, accounts, options, cancellationToken);
        await grains.GetGrain<ISweeperGrain>(ISweeperGrain.Key).Start();
        foreach (var site in await grains.GetGrain<ISiteListGrain>(ISiteListGrain.Key).All()) _ = grains.GetGrain<IQueueGrain>(site).Wake();
        readiness.Ready();
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
