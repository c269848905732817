using System.Collections.Concurrent;
using System.Net;
using ServiceDesk.Domain.Tickets;
using ServiceDesk.Storage;
using ServiceDesk.Tests.Http;

namespace ServiceDesk.Tests.Faults;

/// <summary>SIGTERM to the real process while requests come in, as at every upgrade.</summary>
public sealed class StoppedHostTests : IDisposable
{
    private const int Clients = 16;

    private readonly string _folder = Directory.CreateTempSubdirectory("desk-stopped-").FullName;

    [Fact]
    public async Task Told_to_stop_under_load_the_desk_fails_no_request_and_keeps_all_that_it_answered()
    {
        var store = $"sqlite:{_folder}/desk.db";
        await using var desk = new DeskHostProcess(store, _folder, ("DESK_DRAIN_SECONDS", "3"));
        await desk.Start();
        var admin = await new DeskClient(desk.Address).SignIn("admin", DeskHostProcess.Password);
        await admin.Put("/sites/SH", new { name = "Shanghai", timeZone = "Asia/Shanghai", profile = "after-sales" });
        var (opened, reasons) = (new ConcurrentBag<string>(), new ConcurrentBag<string>());
        using var moved = new CancellationTokenSource();

        // Clients behind a balancer: it sends no more once the desk says that it is not ready; what was sent by then must be answered.
        var load = Enumerable.Range(0, Clients).Select(_ => Task.Run(async () =>
        {
            while (!moved.IsCancellationRequested) opened.Add((await admin.Take())["number"]!.GetValue<string>());
        })).ToList();
        await DeskHostProcess.Until(TimeSpan.FromSeconds(60), () => Task.FromResult(opened.Count > 200));
        var stopping = desk.Stop();
        await DeskHostProcess.Until(TimeSpan.FromSeconds(30), async () =>
        {
            var health = await admin.Get("/health/ready");
            if (health.Status == HttpStatusCode.OK) return false;
            reasons.Add(health["reason"]!.GetValue<string>());
            return true;
        });
        var before = opened.Count;
        await DeskHostProcess.Until(TimeSpan.FromSeconds(30), () => Task.FromResult(opened.Count > before + 50));
        await moved.CancelAsync();

        await Task.WhenAll(load);
        Assert.Equal(0, await stopping);
        Assert.Equal(["stopping"], reasons);
        using var verify = desk.Run("verify");
        await verify.WaitForExitAsync();
        Assert.Equal(0, verify.ExitCode);
        await using var kept = new Store(StoreAddress.Parse(store), TimeProvider.System);
        await kept.Open();
        foreach (var number in opened) Assert.NotNull(await kept.Journal.Load(new TicketKey("SH", number)));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
