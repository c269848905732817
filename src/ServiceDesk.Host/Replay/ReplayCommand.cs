using System.Text.Json;
using System.Text.Json.Nodes;

namespace ServiceDesk.Host.Replay;

/// <summary>The subcommand <c>replay</c>: an event log into a running desk, through its HTTP API like any client.</summary>
internal static class ReplayCommand
{
    /// <returns>0 when every event found its fate; 1 when not; 2 when the replay could not begin.</returns>
    public static async Task<int> Run(string[] args)
    {
        if (args is [] or ["--help"] or ["-h"])
        {
            Console.WriteLine(ReplayOptions.Usage);
            return args.Length == 0 ? 2 : 0;
        }

        using var stop = new CancellationTokenSource();
        Console.CancelKeyPress += (_, pressed) =>
        {
            pressed.Cancel = true;
            stop.Cancel();
        };
        try
        {
            var options = ReplayOptions.Parse(args);
            using var connections = new SocketsHttpHandler { MaxConnectionsPerServer = options.Concurrency, ConnectTimeout = TimeSpan.FromSeconds(5) };
            using var http = new HttpClient(connections) { Timeout = TimeSpan.FromSeconds(30) };
            return await Run(options, http, Console.Out, Console.Error, stop.Token);
        }
        catch (Exception fault) when (fault is FormatException or JsonException or IOException or UnauthorizedAccessException)
        {
            await Console.Error.WriteLineAsync($"replay: {fault.Message}");
            return 2;
        }
    }

    public static async Task<int> Run(ReplayOptions options, HttpClient http, TextWriter screen, TextWriter progress, CancellationToken cancel)
    {
        using var desk = new DeskClient(http, options, TimeProvider.System);
        var map = ReplayMap.Load(options.Map);
        var trouble = "";
        using var record = options.Record is { } recordFile ? new CommandRecord(recordFile) : null;
        await using var report = options.Report is { } reportFile ? new StreamWriter(reportFile) : null;
        var tally = new ReplayTally(report);
        var began = TimeProvider.System.GetTimestamp();
        try
        {
            var site = await Facts(desk, options.Site, cancel);
            var run = new ReplayRun(options, new(desk, map, site, LogName(options.File), record), tally, TimeProvider.System);
            await using (new Ticker(tally, progress)) await run.Play(EventLog.Read(options.File, cancel), cancel);
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            trouble = "Interrupted. Run again, it goes on where it stood.";
        }
        catch (DeskSilentException silent)
        {
            trouble = silent.Message + ". Run again, it goes on where it stood.";
        }

        Summarize(screen, options, tally, desk, TimeProvider.System.GetElapsedTime(began));
        if (trouble.Length > 0) await progress.WriteLineAsync($"replay: {trouble}");
        return trouble.Length == 0 && tally.Balances ? 0 : 1;
    }

    /// <summary>The name says which log it is, so that the same one, packed or elsewhere, has the same keys.</summary>
    private static string LogName(string file) => Path.GetFileName(file) is var name && name.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? name[..^3] : name;

    private static async Task<SiteFacts> Facts(DeskClient desk, string site, CancellationToken cancel)
    {
        var calendar = await Ask(desk, $"/sites/{Uri.EscapeDataString(site)}/calendar", cancel);
        var policy = await Ask(desk, $"/sites/{Uri.EscapeDataString(site)}/policy", cancel);
        var zone = (string?)calendar["timeZone"] ?? throw new FormatException($"The calendar of {site} names no time zone.");
        return new(site, TimeZoneInfo.FindSystemTimeZoneById(zone), (bool?)policy["summary"]?["requiredToClose"] ?? false);
    }

    private static async Task<JsonObject> Ask(DeskClient desk, string path, CancellationToken cancel)
    {
        var reply = await desk.Get(path, cancel);
        return reply is { Accepted: true, Body: { } body } ? body : throw new FormatException($"GET {path} answers {reply.Status} {reply.Code}: {reply.Text("detail")}");
    }

    private static void Summarize(TextWriter screen, ReplayOptions options, ReplayTally tally, DeskClient desk, TimeSpan took)
    {
        screen.WriteLine($"{Path.GetFileName(options.File)} into {options.Site} at {options.Url}: {tally.Cases} cases in {took.TotalSeconds:0.0} s, {desk.Retries} requests sent again");
        screen.WriteLine($"events in   {tally.EventsIn,9}");
        screen.WriteLine($"accepted    {tally.Accepted,9}");
        screen.WriteLine($"duplicates  {tally.Duplicates,9}");
        screen.WriteLine($"refused     {tally.Refused,9}");
        foreach (var (code, count) in tally.Refusals) screen.WriteLine($"{count,21}  {code}");
        screen.WriteLine(tally.Balances
            ? "It balances: events in = accepted + duplicates + refused."
            : $"It does not balance: {tally.EventsIn - tally.Accepted - tally.Duplicates - tally.Refused} events without an answer.");
    }

    /// <summary>Says every second how far it is; over itself on a terminal, a line every ten seconds elsewhere.</summary>
    private sealed class Ticker : IAsyncDisposable
    {
        private readonly Timer _timer;

        public Ticker(ReplayTally tally, TextWriter progress)
        {
            var terminal = progress == Console.Error && !Console.IsErrorRedirected;
            var pause = TimeSpan.FromSeconds(terminal ? 1 : 10);
            _timer = new(
                _ =>
                {
                    var line = $"{tally.EventsIn} events of {tally.Cases} cases: {tally.Accepted} accepted, {tally.Duplicates} duplicates, {tally.Refused} refused";
                    if (terminal) progress.Write("\r" + line);
                    else progress.WriteLine(line);
                },
                null, pause, pause);
        }

        public ValueTask DisposeAsync() => _timer.DisposeAsync();
    }
}
