using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.DependencyInjection;
using ServiceDesk.Host;

namespace ServiceDesk.Tests.Servers;

/// <summary>What the engine that this build is made for can do for a test: here the embedded one.</summary>
internal static class TestedEngine
{
    /// <summary>Why a test that needs this engine's own time and thread is skipped; null where it runs.</summary>
    public static string? NoVirtualTime => null;

    /// <summary>Why the host cannot keep its store in an SQLite file; null where it can.</summary>
    public static string? NoSqlite => null;

    /// <summary>Silos of a desk of processes; 0 for one process that is everything.</summary>
    public const int Silos = 0;

    /// <summary>A new store for a host of its own.</summary>
    /// <param name="folder">For what is kept in files.</param>
    public static Task<string> NewStore(string folder) => Task.FromResult($"sqlite:{folder}/desk.db");

    /// <summary>What a host needs that runs within the tests' own process: here nothing.</summary>
    public static void Adjust(IServiceCollection services)
    {
    }

    /// <summary>Where one desk under test is to be found, also when it is started anew.</summary>
    internal sealed class Place
    {
        /// <summary>The same desk, fit for this engine.</summary>
        [SuppressMessage("Performance", "CA1822", Justification = "On Orleans a place has ports of its own.")]
        public DeskOptions Fit(DeskOptions options) => options;
    }
}
