using Microsoft.Extensions.DependencyInjection;
using ServiceDesk.Gateway.Health;
using ServiceDesk.Grains.Tickets;
using ServiceDesk.Host;
using ServiceDesk.Tests.Grains;
using ServiceDesk.Tests.Servers;

namespace ServiceDesk.Tests.Http;

public sealed class RehearsalTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("desk-rehearsal-").FullName;

    [Fact]
    public async Task The_desk_is_ready_only_after_its_rehearsal()
    {
        var (begun, goOn) = (new TaskCompletionSource(), new TaskCompletionSource());
        var journal = new TestJournal
        {
            Meanwhile = () =>
            {
                begun.SetResult();
                goOn.Task.Wait();
            },
        };
        var options = new TestedEngine.Place().Fit(new()
        {
            Urls = "http://127.0.0.1:0",
            Store = $"sqlite:{Path.Combine(_folder, "desk.db")}",
            Keys = Path.Combine(_folder, "keys.json"),
            AdminPassword = DeskUnderTest.Password,
            Console = TextWriter.Null,
        });
        await using var desk = DeskHost.Build(options, services =>
        {
            TestedEngine.Adjust(services);
            services.AddSingleton<ITicketJournal>(journal);
        });
        var ready = desk.Services.GetRequiredService<Readiness>();
        var start = Task.Run(() => desk.StartAsync());
        await begun.Task.WaitAsync(TimeSpan.FromSeconds(60));
        Assert.False(ready.IsReady);
        goOn.SetResult();
        await start;
        Assert.True(ready.IsReady);
        await desk.StopAsync();
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
