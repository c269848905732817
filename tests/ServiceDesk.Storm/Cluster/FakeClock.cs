namespace ServiceDesk.Storm.Cluster;

/// <summary>The wall clock of one process, which can jump while it runs; what only counts on is left alone.</summary>
/// <param name="file">Says how far off it is.</param>
internal sealed class FakeClock(string file)
{
    private static readonly string? Library =
        Directory.Exists("/usr/lib")
            ? Directory.GetDirectories("/usr/lib").Append("/usr/lib").Select(folder => Path.Combine(folder, "faketime/libfaketimeMT.so.1")).FirstOrDefault(File.Exists)
            : null;

    /// <summary>Why no clock can jump here; null when one can.</summary>
    public static string? Missing { get; } = Library is null ? "a clock that jumps needs libfaketime" : null;

    /// <summary>What the process is to be started with.</summary>
    public IReadOnlyDictionary<string, string> Settings => new Dictionary<string, string>
    {
        ["LD_PRELOAD"] = Library!,
        ["FAKETIME_TIMESTAMP_FILE"] = file,
        ["FAKETIME_CACHE_DURATION"] = "1",
        ["FAKETIME_DONT_FAKE_MONOTONIC"] = "1",
        ["FAKETIME_FORCE_MONOTONIC_FIX"] = "0",        // with it, waits of .NET on a monotonic clock end at once
    };

    public void Jump(TimeSpan by)
    {
        File.WriteAllText(file + ".new", $"{by.TotalSeconds:+0;-0;+0}\n");
        File.Move(file + ".new", file, overwrite: true);
    }
}
