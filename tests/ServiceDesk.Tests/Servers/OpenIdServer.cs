using System.Diagnostics;
using System.Text.Json;
using ServiceDesk.Tests.Tidy;

namespace ServiceDesk.Tests.Servers;

/// <summary>A test that needs node and npm: skipped at home where they are not installed, failed with CI=true.</summary>
public sealed class OnNodeFactAttribute : FactAttribute
{
    public OnNodeFactAttribute()
    {
        if (!OpenIdServer.IsInstalled && Environment.GetEnvironmentVariable("CI") != "true") Skip = "node and npm are not installed";
    }
}

/// <summary>A real OpenID provider (npm's oidc-provider) on a free port, from tests/provider.</summary>
internal sealed class OpenIdServer : IDisposable
{
    private readonly Process _node;

    private OpenIdServer(Process node, Uri issuer) => (_node, Issuer) = (node, issuer);

    public static bool IsInstalled { get; } = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
        .Any(folder => File.Exists(Path.Combine(folder, "node")) && File.Exists(Path.Combine(folder, "npm")));

    public Uri Issuer { get; }

    /// <param name="redirect">The callback that is registered with it.</param>
    /// <param name="people">Claims by person, and who is <c>current</c>.</param>
    public static async Task<OpenIdServer> Start(string redirect, object people)
    {
        var source = Path.Combine(Repository.Root, "tests", "provider");
        var folder = Path.Combine(Repository.Root, "artifacts", "provider");
        Directory.CreateDirectory(folder);
        foreach (var file in Directory.GetFiles(source)) File.Copy(file, Path.Combine(folder, Path.GetFileName(file)), overwrite: true);
        if (!Directory.Exists(Path.Combine(folder, "node_modules", "oidc-provider")))
        {
            using var npm = Run(folder, "npm", "ci", "--no-audit", "--no-fund", "--omit=dev");
            var said = await npm.StandardOutput.ReadToEndAsync();
            await npm.WaitForExitAsync();
            Assert.True(npm.ExitCode == 0, "npm ci: " + said);
        }

        var node = Run(folder, "node", "provider.mjs", redirect, JsonSerializer.Serialize(people));
        for (string? line; (line = await node.StandardOutput.ReadLineAsync().WaitAsync(TimeSpan.FromMinutes(1))) is not null;)
            if (line.StartsWith("http://", StringComparison.Ordinal)) return new(node, new(line));
        throw new InvalidOperationException("The provider ended before it listened.");
    }

    /// <summary>Says a line to it.</summary>
    /// <returns>The line that it answers.</returns>
    public async Task<string> Tell(string line)
    {
        await _node.StandardInput.WriteLineAsync(line);
        await _node.StandardInput.FlushAsync();
        while (await _node.StandardOutput.ReadLineAsync().WaitAsync(TimeSpan.FromMinutes(1)) is { } answer)
            if (answer == "done" || answer.StartsWith("eyJ", StringComparison.Ordinal)) return answer;
        throw new InvalidOperationException("The provider has ended.");
    }

    public void Dispose()
    {
        _node.StandardInput.Close();
        if (!_node.WaitForExit(5_000)) _node.Kill();
        _node.Dispose();
    }

    private static Process Run(string folder, string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { WorkingDirectory = folder, RedirectStandardInput = true, RedirectStandardOutput = true };
        return Process.Start(start)!;
    }
}
