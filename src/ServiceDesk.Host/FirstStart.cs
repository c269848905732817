using ServiceDesk.Gateway.Health;
using ServiceDesk.Gateway.Identity;
using ServiceDesk.Grains.Notices;
using ServiceDesk.Grains.Sla;

namespace ServiceDesk.Host;

/// <summary>Runs between the store's opening and the first request: the first account, the demonstration, the sweeper.</summary>
public sealed class FirstStart(DeskOptions options, FirstAccounts accounts, IGrainFactory grains, Readiness readiness) : IHostedService
{
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (await accounts.MakeAdmin(options.AdminPassword, cancellationToken) is { } password)
            options.Console.WriteLine($"First start: sign in as {FirstAccounts.Admin} with the password {password} (shown once)");
        if (options.Demo) await Demonstration.Make(grains, accounts, options, cancellationToken);
        await grains.GetGrain<ISweeperGrain>(ISweeperGrain.Key).Start();
        await grains.GetGrain<INotifierGrain>(INotifierGrain.Key).Start();
        readiness.Ready();
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
