using ServiceDesk.Host;
using ServiceDesk.Host.Engine;
using ServiceDesk.Host.Replay;
using ServiceDesk.Storage;

// The runtime leaves these signals to the system, which does not end the first process of a container by them.
using var quit = new QuitAtOnce();
try
{
    return await Run();
}
catch (StoreRefusedException refused)
{
    Console.Error.WriteLine(refused.Message);
    return 1;
}

async Task<int> Run() => args switch
{
    ["verify", ..] => await VerifyCommand.Run(DeskOptions.FromEnvironment(args), Console.Out),
    ["migrate", ..] => await MigrateCommand.Run(DeskOptions.FromEnvironment(args), Console.Out),
    ["adopt", .. var options] => await ThisBuild.Adopt(DeskOptions.FromEnvironment(args), AdoptOptions.Parse(options), Console.Out),
    ["health", ..] => await HealthCommand.Run(DeskOptions.FromEnvironment(args), Console.Out),
    ["replay", .. var options] => await ReplayCommand.Run(options),
    ["--help" or "-h" or "help", ..] => Usage(),
    _ => await Desk(),
};

async Task<int> Desk()
{
    await using var desk = DeskHost.Build(DeskOptions.FromEnvironment(args));
    await StoreAdmission.Enter(desk.Services.GetRequiredService<Store>());
    quit.Dispose();      // from here on the host hears of it, and ends in order
    try
    {
        await desk.StartAsync();
    }
    catch (Exception) when (desk.Lifetime.ApplicationStopping.IsCancellationRequested)
    {
        // Told to stop while it was starting: that broke the start off, and what had begun by then goes like everything else. What had not
        // begun may refuse to stop, as a silo does; the host has that in its log.
        await desk.StopAsync().ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return 0;
    }

    await desk.WaitForShutdownAsync();
    return 0;
}

static int Usage()
{
    Console.WriteLine("""
        usage: ServiceDesk.Host [run] [--demo] [--role all|silo|gateway]
                                                         runs the desk, or a part of its cluster
               ServiceDesk.Host verify                   checks the whole store; exit code 1 when it does not hold together
               ServiceDesk.Host migrate                  brings the store's schema up to date and ends
               ServiceDesk.Host adopt [--to orleans|embedded]
                                                         has a store change its engine: carries sites, numbers and reminders over
               ServiceDesk.Host health                   asks the desk at DESK_URLS whether it is ready; exit code 1 when not
               ServiceDesk.Host replay FILE --site S     plays an event log into a running desk; replay --help tells all
        environment: DESK_URLS, DESK_STORE, DESK_KEYS, DESK_ADMIN_PASSWORD and others: docs/operations.md
        """);
    return 0;
}
