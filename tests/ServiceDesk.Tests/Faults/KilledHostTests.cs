using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using ServiceDesk.Domain.Tickets;
using ServiceDesk.Storage;
using ServiceDesk.Tests.Servers;

namespace ServiceDesk.Tests.Faults;

/// <summary>The promise that an answer of success is on disk, tried with kill -9 on the real process.</summary>
public sealed class KilledHostTests : IDisposable
{
    private const int Cases = 250;
    private const int Kills = 10;

    private static readonly string[] Activities =
        ["Assign seriousness", "Take in charge ticket", "Wait", "Take in charge ticket", "Resolve ticket", "Closed"];

    private readonly string _folder = Directory.CreateTempSubdirectory("desk-killed-").FullName;

    [Theory, OnSqlite(Hosted = true), OnPostgres]
    public async Task Killed_ten_times_in_the_middle_of_a_replay_the_desk_loses_no_acknowledged_command_and_doubles_none(string database)
    {
        var store = database == "sqlite" ? $"sqlite:{_folder}/desk.db" : $"postgres:{await (await PostgresServer.Shared).NewDatabase()}";
        var (log, record) = (Path.Combine(_folder, "log.jsonl"), Path.Combine(_folder, "record.jsonl"));
        WriteLog(log);
        await using var desk = new DeskHostProcess(store, _folder);
        await desk.Start();
        await MakeSite(desk);

        using var replay = desk.Run("replay", log, "--site", "SH", "--url", desk.Address.ToString(), "--password", DeskHostProcess.Password, "--record", record,
            "--patience", "300");       // a killed silo's successor first has to declare it dead, and the machine may be busy
        var random = new Random(4711);
        var moments = Enumerable.Range(0, Kills).Select(_ => random.Next(10, Cases * 4)).Order();
        foreach (var moment in moments)
        {
            await DeskHostProcess.Until(TimeSpan.FromSeconds(60), () => Task.FromResult(replay.HasExited || Acknowledged(record).Count >= moment));
            Assert.False(replay.HasExited, "The replay ended before the desk was killed often enough.");
            await desk.Kill();
            await desk.Start();
        }

        await replay.WaitForExitAsync(new CancellationTokenSource(TimeSpan.FromMinutes(3)).Token);
        Assert.Equal(0, replay.ExitCode);
        await desk.Kill();
        using var verify = desk.Run("verify");
        await verify.WaitForExitAsync();
        Assert.Equal(0, verify.ExitCode);
        await Compare(store, Acknowledged(record));
    }

    /// <summary>Each command that the client was told of stands at the version it was told, and nothing else stands there.</summary>
    private static async Task Compare(string address, List<Line> acknowledged)
    {
        await using var store = new Store(StoreAddress.Parse(address), TimeProvider.System);
        await store.Open();
        var written = new Dictionary<(string Number, int Version), string>();
        foreach (var number in acknowledged.Select(line => line.Number).Distinct())
            foreach (var item in await store.Queries.Timeline(new TicketKey("SH", number), 0, 1_000, CancellationToken.None))
                if (!item.Cause.StartsWith("clock:", StringComparison.Ordinal)) written.Add((number, item.Version), item.Cause);

        Assert.All(acknowledged, line => Assert.EndsWith(line.Key, written[(line.Number, line.Version)], StringComparison.Ordinal));
        Assert.Equal(acknowledged.Count, acknowledged.Select(line => line.Key).Distinct().Count());
        Assert.Equal(acknowledged.Count, written.Values.Distinct().Count());
        Assert.Equal(Cases, acknowledged.Select(line => line.Number).Distinct().Count());
    }

    private static async Task MakeSite(DeskHostProcess desk)
    {
        using var client = new HttpClient { BaseAddress = desk.Address };
        var token = await (await client.PostAsJsonAsync("/api/v1/auth/token", new { user = "admin", password = DeskHostProcess.Password })).Content.ReadFromJsonAsync<JsonElement>();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token.GetProperty("accessToken").GetString());
        (await client.PutAsJsonAsync("/api/v1/sites/SH", new { name = "Shanghai", timeZone = "Asia/Shanghai", profile = "after-sales" })).EnsureSuccessStatusCode();
    }

    private static void WriteLog(string path)
    {
        var begin = DateTimeOffset.UtcNow.AddMinutes(-30);
        File.WriteAllLines(path, Enumerable.Range(0, Cases).SelectMany(c => Activities.Select((activity, seq) => JsonSerializer.Serialize(new
        {
            @case = $"Case{c}",
            seq = seq + 1,
            ts = begin.AddSeconds(c + seq * 60).ToString("yyyy-MM-dd'T'HH:mm:ss.fffzzz"),
            activity,
            resource = $"Value {c % 7}",
        }))));
    }

    private static List<Line> Acknowledged(string record)
    {
        if (!File.Exists(record)) return [];
        using var file = new StreamReader(new FileStream(record, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
        return [.. file.ReadToEnd().Split('\n')[..^1].Select(line => JsonSerializer.Deserialize<Line>(line, JsonSerializerOptions.Web)!)];
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private sealed record Line(string Number, int Version, string Key);
}
