using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Orleans.Configuration;
using ServiceDesk.Host;

namespace ServiceDesk.Tests.Servers;

/// <summary>What the engine that this build is made for can do for a test: here Orleans.</summary>
internal static class TestedEngine
{
    /// <summary>Why a test that needs the embedded engine's own time and thread is skipped; null where it runs.</summary>
    public static string? NoVirtualTime => "Embedded engine only: it looks at seconds of virtual time, which silos do not have.";

    /// <summary>Why the host cannot keep its store in an SQLite file; null where it can.</summary>
    public static string? NoSqlite => "Embedded engine only: a cluster keeps its store on PostgreSQL.";

    /// <summary>Silos of a desk of processes: of two, a single vote would evict the other.</summary>
    public const int Silos = 3;

    /// <summary>A new store for a host of its own.</summary>
    public static async Task<string> NewStore(string folder) => $"postgres:{await (await PostgresServer.Shared).NewDatabase()}";

    /// <summary>
    /// What every silo needs that runs within the tests' own process. Its neighbours there are other tests, which make it late with answers:
    /// nobody is declared dead for that. And a silo that has to end all the same ends alone: by itself it would take the process along,
    /// and all tests with it. How silos are evicted is tried on processes of their own, with the settings of production.
    /// </summary>
    public static void Adjust(IServiceCollection services)
    {
        services.PostConfigure<ClusterMembershipOptions>(options => options.LivenessEnabled = false);
        services.Replace(ServiceDescriptor.Singleton<IFatalErrorHandler, EndsAlone>());
    }

    /// <summary>Where one desk under test is to be found, also when it is started anew: one silo, on a database of its own unless it is given one.</summary>
    internal sealed class Place
    {
        private readonly int _siloPort = PostgresServer.FreePort();
        private readonly int _gatewayPort = PostgresServer.FreePort();
        private string? _store;

        /// <summary>The same desk, fit for this engine.</summary>
        public DeskOptions Fit(DeskOptions options) => options with
        {
            Store = options.Store.StartsWith("sqlite:", StringComparison.Ordinal) ? _store ??= New() : options.Store,
            SiloPort = _siloPort,
            GatewayPort = _gatewayPort,
        };

        private static string New() =>
            $"{Task.Run(() => NewStore("")).GetAwaiter().GetResult()};Maximum Pool Size=8;Connection Idle Lifetime=5;Connection Pruning Interval=5";
    }

    private sealed class EndsAlone(Microsoft.Extensions.Hosting.IHostApplicationLifetime host) : IFatalErrorHandler
    {
        public bool IsUnexpected(Exception exception) => exception is not ThreadAbortException;

        public void OnFatalException(object? sender = null, string? context = null, Exception? exception = null)
        {
            Console.Error.WriteLine($"A silo of the tests ends: {context} {exception}");
            host.StopApplication();
        }
    }
}
