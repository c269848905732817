namespace ServiceDesk.Benchmarks;

/// <summary>CPU time of a PostgreSQL cluster on this machine: of the postmaster that listens on a port and of its children, ended ones included.</summary>
internal static class DatabaseCpu
{
    private const double TicksPerSecond = 100;       // USER_HZ on Linux

    public static TimeSpan Of(int port)
    {
        var processes = Directory.GetDirectories("/proc").Select(Path.GetFileName).Where(name => int.TryParse(name, out _)).Select(name => Read(name!)).OfType<Stat>().ToArray();
        var master = processes.Single(p => p.Command.Contains($"-p\0{port}\0", StringComparison.Ordinal) && p.Name == "postgres");
        var ticks = processes.Where(p => p.Parent == master.Id).Sum(p => p.Own) + master.Own + master.Ended;
        return TimeSpan.FromSeconds(ticks / TicksPerSecond);
    }

    private static Stat? Read(string id)
    {
        try
        {
            var text = File.ReadAllText($"/proc/{id}/stat");
            var name = text[(text.IndexOf('(', StringComparison.Ordinal) + 1)..text.LastIndexOf(')')];
            var fields = text[(text.LastIndexOf(')') + 2)..].Split(' ');       // from the third field of proc(5) on
            return new(id, name, File.ReadAllText($"/proc/{id}/cmdline"), fields[1], Sum(fields[11], fields[12]), Sum(fields[13], fields[14]));
        }
        catch (IOException)
        {
            return null;       // ended meanwhile
        }
    }

    private static long Sum(string a, string b) => long.Parse(a) + long.Parse(b);

    private sealed record Stat(string Id, string Name, string Command, string Parent, long Own, long Ended);
}
