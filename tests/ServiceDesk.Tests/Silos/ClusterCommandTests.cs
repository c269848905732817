using System.Diagnostics;

namespace ServiceDesk.Tests.Clusters;

/// <summary>A cluster to play with, as <c>desk cluster</c> brings it up.</summary>
public sealed class ClusterCommandTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("desk-command-").FullName;

    [Fact]
    public async Task A_cluster_is_brought_up_shown_and_taken_down_and_nothing_of_it_stays()
    {
        var (nothing, _) = await Cluster("status");
        Assert.Equal(1, nothing);
        var (up, shown) = await Cluster("up", "--silos", "1", "--gateways", "1", "--port", "0");
        Assert.True(up == 0, shown);
        var pids = shown.Split('\n').Where(line => line.Contains(" pid ", StringComparison.Ordinal)).Select(line => line.Split(" pid ")[1].Split(' ')[0]).ToList();
        Assert.Equal(2, pids.Count);
        Assert.All(pids, pid => Assert.True(Directory.Exists($"/proc/{pid}")));
        Assert.Equal(1, (await Cluster("up", "--silos", "1", "--gateways", "1", "--port", "0")).Code);
        var (running, status) = await Cluster("status");
        Assert.Equal(0, running);
        Assert.Equal(2, status.Split('\n').Count(line => line.TrimEnd().EndsWith(" ready", StringComparison.Ordinal) && !line.Contains("not ready", StringComparison.Ordinal)));

        Assert.Equal(0, (await Cluster("down")).Code);
        Assert.All(pids, pid => Assert.False(Directory.Exists($"/proc/{pid}")));
        Assert.Equal(1, (await Cluster("status")).Code);
    }

    public void Dispose()
    {
        Cluster("down").GetAwaiter().GetResult();       // also when the test failed half-way
        Directory.Delete(_folder, recursive: true);
    }

    private async Task<(int Code, string Said)> Cluster(params string[] arguments)
    {
        var build = new DirectoryInfo(AppContext.BaseDirectory);
        var program = Path.Combine(build.Parent!.Parent!.FullName, "ServiceDesk.Storm", build.Name, "ServiceDesk.Storm.dll");
        var start = new ProcessStartInfo("dotnet", [program, "cluster", .. arguments, "--folder", _folder]) { RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(start)!;
        var said = await Task.WhenAll(process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        return (process.ExitCode, string.Concat(said));
    }
}
