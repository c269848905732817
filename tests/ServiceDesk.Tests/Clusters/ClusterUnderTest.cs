using ServiceDesk.Storm.Cluster;
using ServiceDesk.Tests.Http;
using ServiceDesk.Tests.Servers;

namespace ServiceDesk.Tests.Clusters;

/// <summary>
/// A whole desk of processes with the settings of production: three silos, two gateways. On the embedded engine it is one process, which
/// both gateways are.
/// </summary>
public sealed class ClusterUnderTest : IAsyncLifetime
{
    private const string Secret = "a password for tests";

    internal LocalCluster Desk { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        Desk = await LocalCluster.Start(new(TestedEngine.Silos, 2, Path.Combine(AppContext.BaseDirectory, "ServiceDesk.Host.dll"))
        {
            OnSqlite = TestedEngine.NoSqlite is null,
            StartsWithin = TimeSpan.FromMinutes(6),
        });
        var admin = await At(0, "admin", LocalCluster.Password);
        (await admin.Put("/sites/SH", new { name = "Shanghai", timeZone = "Asia/Shanghai", profile = "after-sales" })).Ok();
        foreach (var (id, role) in ((string, string)[])[("li", "service_agent"), ("wang", "service_agent"), ("boss", "supervisor")])
        {
            (await admin.Put($"/agents/{id}", new { name = id, sites = new[] { "SH" }, roles = new[] { role } })).Ok();
            Assert.True((int)(await admin.Post($"/agents/{id}/credentials", new { password = Secret })).Status < 300);
        }
    }

    public async Task DisposeAsync() => await Desk.DisposeAsync();

    /// <summary>Somebody who has just signed in at a gateway.</summary>
    /// <param name="gateway">0 or 1.</param>
    internal Task<DeskClient> At(int gateway, string user, string password = Secret) => Nobody(gateway).SignIn(user, password);

    internal DeskClient Nobody(int gateway) => new(Address(gateway));

    /// <summary>Somebody who has signed in elsewhere.</summary>
    internal DeskClient With(int gateway, DeskClient signedIn) => new(Address(gateway), signedIn.Token);

    private Uri Address(int gateway) => Desk.Gateways[Math.Min(gateway, Desk.Gateways.Count - 1)].Address;
}

/// <summary>The tests that share one cluster; whoever strikes it puts it right again.</summary>
[CollectionDefinition(Name)]
public sealed class OneCluster : ICollectionFixture<ClusterUnderTest>
{
    public const string Name = "one cluster";
}
