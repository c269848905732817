using ServiceDesk.Host;

namespace ServiceDesk.Tests.Servers;

/// <summary>What the engine that this build is made for can do for a test: here the embedded one.</summary>
internal static class TestedEngine
{
    /// <summary>Why a test in virtual time is skipped; null where it runs.</summary>
    public static string? NoVirtualTime => null;

    /// <summary>Why the host cannot keep its store in an SQLite file; null where it can.</summary>
    public static string? NoSqlite => null;

    /// <summary>The same desk, fit for this engine.</summary>
    public static DeskOptions Fit(DeskOptions options) => options;
}
