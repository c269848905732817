using System.Runtime.CompilerServices;

namespace ServiceDesk.Tests.Domain.Tickets;

/// <summary>Files among the sources that lock what is on disk or on paper. With DESK_GOLDEN=write they are written anew.</summary>
internal static class Golden
{
    public static string[] Lines(string name, Func<string> write, [CallerFilePath] string here = "")
    {
        var path = Path.Combine(Path.GetDirectoryName(Path.GetDirectoryName(here))!, "golden", name);
        if (Environment.GetEnvironmentVariable("DESK_GOLDEN") == "write") File.WriteAllText(path, write());
        return File.ReadAllLines(path);
    }
}
