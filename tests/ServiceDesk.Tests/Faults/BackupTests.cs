using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using ServiceDesk.Domain.Tickets;
using ServiceDesk.Storage;
using ServiceDesk.Tests.Http;
using ServiceDesk.Tests.Servers;
using ServiceDesk.Tests.Tidy;

namespace ServiceDesk.Tests.Faults;

/// <summary>The scripts of deploy/backup on a desk that works meanwhile.</summary>
public sealed class BackupTests : IDisposable
{
    private const string Phone = "13912349876";

    private readonly string _folder = Directory.CreateTempSubdirectory("desk-backup-").FullName;

    [Theory, OnSqlite, OnPostgres]
    public async Task A_copy_taken_under_load_restores_everything_acknowledged_before_it_began(string database)
    {
        var (store, restored) = (await NewStore(database, "old"), await NewStore(database, "new"));
        var acknowledged = new ConcurrentDictionary<string, int>();
        await using (var desk = new DeskHostProcess(store, Folder("old")))
        {
            await desk.Start();
            var admin = await new DeskClient(desk.Address).SignIn("admin", DeskHostProcess.Password);
            await admin.Put("/sites/SH", new { name = "Shanghai", timeZone = "Asia/Shanghai", profile = "after-sales" });
            await admin.Take(new { customer = new { name = "华东电子", phone = Phone, tier = "vip" } });
            using var enough = new CancellationTokenSource();
            var load = Enumerable.Range(0, 8).Select(_ => Task.Run(() => Work(admin, acknowledged, enough.Token))).ToList();
            await DeskHostProcess.Until(TimeSpan.FromSeconds(60), () => Task.FromResult(acknowledged.Count > 150));

            var before = acknowledged.ToArray();
            Assert.Equal(0, await Script("backup.sh", store, "old/keys.json", "stores", "rings"));
            var after = acknowledged.Count;
            await DeskHostProcess.Until(TimeSpan.FromSeconds(60), () => Task.FromResult(acknowledged.Count > after + 20));
            await enough.CancelAsync();
            await Task.WhenAll(load);

            acknowledged.Clear();
            foreach (var (number, version) in before) acknowledged[number] = version;
        }

        var (copy, ring) = (Directory.GetFiles(Folder("stores")).Single(), Directory.GetFiles(Folder("rings")).Single());
        Assert.Equal(0, await Script("restore.sh", restored, "new/keys.json", copy, ring));
        await using var again = new DeskHostProcess(restored, Folder("new"));
        using var verify = again.Run("verify");
        await verify.WaitForExitAsync();
        Assert.Equal(0, verify.ExitCode);
        await using (var kept = new Store(StoreAddress.Parse(restored), TimeProvider.System))
        {
            await kept.Open();
            foreach (var (number, version) in acknowledged) Assert.NotNull(await kept.Journal.LoadAt(new TicketKey("SH", number), version));
        }

        await again.Start();
        var found = await (await new DeskClient(again.Address).SignIn("admin", DeskHostProcess.Password)).Get($"/tickets?site=SH&phone={Phone}");
        Assert.Single(found.Items);
        Assert.NotEqual(0, await Script("restore.sh", restored, "new/keys.json", copy, ring));
    }

    private static async Task Work(DeskClient client, ConcurrentDictionary<string, int> acknowledged, CancellationToken enough)
    {
        while (!enough.IsCancellationRequested)
        {
            var ticket = await client.Take();
            acknowledged[ticket.Word("number")] = 1;
            var answer = await client.Post($"{ticket.Path}/acknowledge", new { });
            if (answer.Status == HttpStatusCode.OK) acknowledged[ticket.Word("number")] = answer["version"]!.GetValue<int>();
        }
    }

    private async Task<string> NewStore(string database, string name) =>
        database == "sqlite" ? $"sqlite:{Folder(name)}/desk.db" : $"postgres:{await (await PostgresServer.Shared).NewDatabase()}";

    private string Folder(string name) => Directory.CreateDirectory(Path.Combine(_folder, name)).FullName;

    private async Task<int> Script(string name, string store, string keys, params string[] arguments)
    {
        var start = new ProcessStartInfo("bash", [Path.Combine(Repository.Root, "deploy/backup", name), .. arguments]) { WorkingDirectory = _folder };
        start.Environment["DESK_STORE"] = store;
        start.Environment["DESK_KEYS"] = Path.Combine(_folder, keys);
        using var process = Process.Start(start)!;
        await process.WaitForExitAsync();
        return process.ExitCode;
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
