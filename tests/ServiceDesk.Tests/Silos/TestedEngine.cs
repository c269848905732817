using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using ServiceDesk.Host;

namespace ServiceDesk.Tests.Servers;

/// <summary>What the engine that this build is made for can do for a test: here Orleans.</summary>
internal static class TestedEngine
{
    private static readonly ConcurrentDictionary<string, DeskOptions> Fitted = new();

    /// <summary>Why a test in virtual time is skipped; null where it runs.</summary>
    public static string? NoVirtualTime => "Embedded engine only: virtual time and its one seeded thread are that engine's.";

    /// <summary>Why the host cannot keep its store in an SQLite file; null where it can.</summary>
    public static string? NoSqlite => "Embedded engine only: a cluster keeps its store on PostgreSQL.";

    /// <summary>The same desk, fit for this engine: one silo on a database of its own, which it finds again when it is started anew.</summary>
    public static DeskOptions Fit(DeskOptions options)
    {
        var fitted = Fitted.GetOrAdd(options.Store, _ => new()
        {
            Store = $"postgres:{Task.Run(async () => await (await PostgresServer.Shared).NewDatabase()).GetAwaiter().GetResult()};Maximum Pool Size=8;Connection Idle Lifetime=5;Connection Pruning Interval=5",
            SiloPort = FreePort(),
            GatewayPort = FreePort(),
        });
        return options with { Store = fitted.Store, SiloPort = fitted.SiloPort, GatewayPort = fitted.GatewayPort };
    }

    private static int FreePort()
    {
        using var socket = new TcpListener(IPAddress.Loopback, 0);
        socket.Start();
        return ((IPEndPoint)socket.LocalEndpoint).Port;
    }
}
