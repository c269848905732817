using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace ServiceDesk.Benchmarks;

/// <summary>The real host in a process of its own, on a free loopback port, and a client signed in as admin.</summary>
internal sealed class DeskProcess : IAsyncDisposable
{
    private const string Password = "benchmark-only-Passw0rd";
    private readonly Process _process;

    private DeskProcess(Process process, Uri address, HttpClient client, TimeSpan readyAfter) =>
        (_process, Address, Client, ReadyAfter) = (process, address, client, readyAfter);

    public Uri Address { get; }

    public HttpClient Client { get; }

    /// <summary>From the start of the process until /health/ready answered 200.</summary>
    public TimeSpan ReadyAfter { get; }

    public TimeSpan Cpu
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    public long WorkingSet
    {
        get
        {
            _process.Refresh();
            return _process.WorkingSet64;
        }
    }

    /// <param name="store">As in DESK_STORE.</param>
    /// <param name="folder">For the key ring.</param>
    public static async Task<DeskProcess> Start(string store, string folder, params (string Name, string Value)[] settings)
    {
        var address = new Uri($"http://127.0.0.1:{FreePort()}");
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "ServiceDesk.Host.dll")])
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in (ReadOnlySpan<(string, string)>)[
            ("DESK_URLS", address.ToString()), ("DESK_SILO_PORT", $"{FreePort()}"), ("DESK_GATEWAY_PORT", $"{FreePort()}"),
            ("DESK_STORE", store), ("DESK_KEYS", Path.Combine(folder, "keys.json")), ("DESK_ADMIN_PASSWORD", Password),
            ("Logging__LogLevel__Default", "Warning"), .. settings]) start.Environment[name] = value;

        var clock = Stopwatch.StartNew();
        var process = Process.Start(start)!;
        process.OutputDataReceived += (_, _) => { };
        process.ErrorDataReceived += (_, line) => Console.Error.WriteLine(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();

        var client = DeskClients.At(address);
        while (!await IsReady(client))
        {
            if (process.HasExited || clock.Elapsed > TimeSpan.FromMinutes(2)) throw new InvalidOperationException("The desk did not become ready.");
            await Task.Delay(10);
        }

        var ready = clock.Elapsed;
        await client.SignIn(Password);
        return new(process, address, client, ready);
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private static async Task<bool> IsReady(HttpClient client)
    {
        try
        {
            using var answer = await client.GetAsync("/health/ready");
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private static int FreePort()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }
}
