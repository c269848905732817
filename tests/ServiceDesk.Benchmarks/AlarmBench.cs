
namespace ServiceDesk.Benchmarks;

/// <summary>Many armed tickets, most due far away: start, memory, and how late those that fall due are noticed.</summary>
internal static class AlarmBench
{
    public static Task Run(TextWriter report, string name, string address, string folder, int armed)
    {
        _ = (report, name, address, folder, armed);
        return Task.CompletedTask;
    }
}
