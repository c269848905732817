using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using ServiceDesk.Host;
using ServiceDesk.Tests.Servers;

namespace ServiceDesk.Tests.Http;

/// <summary>The real host on a free port, with a store and keys of its own; it can be stopped and started again on them.</summary>
public sealed class DeskUnderTest : IAsyncLifetime, IAsyncDisposable
{
    public const string Password = "a password for tests";

    private readonly string _folder = Directory.CreateTempSubdirectory("desk-http-").FullName;
    private readonly Dictionary<string, DeskClient> _clients = [];
    private readonly TestedEngine.Place _place = new();
    private Func<DeskOptions, DeskOptions> _change = options => options;
    private WebApplication? _host;

    public Uri Address { get; private set; } = new("http://127.0.0.1");

    public IServiceProvider Services => _host!.Services;

    public StringWriter Console { get; } = new();

    public DeskOptions Options => _place.Fit(_change(new()
    {
        Urls = "http://127.0.0.1:0",
        Store = $"sqlite:{Path.Combine(_folder, "desk.db")}",
        Keys = Path.Combine(_folder, "keys.json"),
        AdminPassword = Password,
        Demo = true,
        Console = Console,
    }));

    /// <summary>A desk of its own, for a test that stops it.</summary>
    public static async Task<DeskUnderTest> Started(Func<DeskOptions, DeskOptions>? change = null)
    {
        var desk = new DeskUnderTest { _change = change ?? (options => options) };
        await desk.Start();
        return desk;
    }

    public Task InitializeAsync() => Start();

    async ValueTask IAsyncDisposable.DisposeAsync() => await DisposeAsync();

    public async Task DisposeAsync()
    {
        await Stop();
        Directory.Delete(_folder, recursive: true);
    }

    public async Task Restart()
    {
        await Stop();
        await Start();
    }

    /// <summary>Signed in as an account of the demonstration.</summary>
    public async Task<DeskClient> As(string user)
    {
        lock (_clients)
            if (_clients.TryGetValue(user, out var known)) return known;
        var client = await Nobody().SignIn(user, Password);
        lock (_clients) return _clients[user] = client;
    }

    public Task<DeskClient> Agent() => As("sh-agent-1");

    public Task<DeskClient> Admin() => As("admin");

    public DeskClient Nobody() => new(Address);

    private async Task Start()
    {
        _host = DeskHost.Build(Options, TestedEngine.Adjust);
        await _host.StartAsync();
        Address = new(_host.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
        lock (_clients) _clients.Clear();
    }

    private async Task Stop()
    {
        await _host!.StopAsync();
        await _host.DisposeAsync();
    }
}

/// <summary>The tests that share one desk; each makes the tickets it looks at.</summary>
[CollectionDefinition(Name)]
public sealed class OneDesk : ICollectionFixture<DeskUnderTest>
{
    public const string Name = "one desk";
}
