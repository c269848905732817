using System.Net;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using ServiceDesk.Domain.People;
using ServiceDesk.Domain.Tickets;
using ServiceDesk.Gateway.Contacts;
using ServiceDesk.Grains.Numbers;
using ServiceDesk.Storage.Contacts;
using ServiceDesk.Tests.Faults;
using ServiceDesk.Tests.Servers;

namespace ServiceDesk.Tests.Http;

public sealed class KeyRotationTests
{
    private const string Number = "13712349876";

    [Fact]
    public async Task What_older_keys_protect_stays_readable_after_every_rotation()
    {
        await using var desk = await DeskUnderTest.Started();
        var (admin, agent) = (await desk.Admin(), await desk.Agent());
        string[] paths = [await SealedByTheRing(desk), (await Take(agent)).Path, "", ""];
        Assert.Equal(HttpStatusCode.Accepted, (await admin.Post("/keys/rotate", new { what = "wrapping" })).Status);
        paths[2] = (await Take(agent)).Path;
        Assert.Equal(HttpStatusCode.Accepted, (await admin.Post("/keys/rotate", new { what = "data" })).Status);
        paths[3] = (await Take(agent)).Path;
        await Moved(admin, generation: 2);
        foreach (var path in paths) Assert.Equal(Number, await Revealed(agent, path));
        Assert.Equal(4, (await agent.Get($"/tickets?phone={Number}")).Ok().Items.Count);

        await desk.Restart();
        agent = await desk.Agent();
        foreach (var path in paths) Assert.Equal(Number, await Revealed(agent, path));
        var keys = (await (await desk.Admin()).Get("/keys")).Ok();
        Assert.Equal(2, keys["ring"]!.AsArray().Count);
        Assert.Equal(0, keys["sites"]![0]!["oldWrappings"]!.GetValue<int>());
        if (!OperatingSystem.IsWindows()) Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(desk.Options.Keys));
    }

    [Fact]
    public async Task The_desk_serves_while_keys_are_rotated()
    {
        await using var desk = await DeskUnderTest.Started();
        var (admin, agent) = (await desk.Admin(), await desk.Agent());
        var paths = new List<string> { (await Take(agent)).Path };       // with it the site has a key
        for (var round = 2; round <= 4; round++)
        {
            var taking = Task.WhenAll(Enumerable.Range(0, 40).Select(_ => Take(agent)));
            Assert.Equal(HttpStatusCode.Accepted, (await admin.Post("/keys/rotate", new { what = "data", site = "SH" })).Status);
            Assert.Equal(HttpStatusCode.Accepted, (await admin.Post("/keys/rotate", new { what = "wrapping" })).Status);
            paths.AddRange((await taking).Select(answer => answer.Path));
            Assert.Equal(Number, await Revealed(agent, paths[^1]));
            await Moved(admin, round);
        }

        foreach (var path in paths.Chunk(11).Select(few => few[0])) Assert.Equal(Number, await Revealed(agent, path));
        Assert.True((await Keys(admin))["contactKeys"]!.GetValue<int>() >= paths.Count);
    }

    [Fact]
    public async Task What_a_slow_process_still_wraps_by_the_key_before_is_moved_as_well()
    {
        await using var desk = await DeskUnderTest.Started();
        var (admin, agent) = (await desk.Admin(), await desk.Agent());
        await Take(agent);       // with it the site has a key
        var slow = new ContactKeys(
            desk.Services.GetRequiredService<IContactKeyStore>(), desk.Services.GetRequiredService<IKeyWrap>(), NullLogger<ContactKeys>.Instance, new HandTime());
        await slow.Fresh("SH", CancellationToken.None);
        Assert.Equal(HttpStatusCode.Accepted, (await admin.Post("/keys/rotate", new { what = "data", site = "SH" })).Status);
        await Moved(admin, generation: 2);
        await DeskHostProcess.Until(TimeSpan.FromSeconds(60), async () =>
        {
            await slow.Fresh("SH", CancellationToken.None);       // some at a time are made ahead
            return (await Keys(admin))["toMove"]!.GetValue<int>() > 0;
        });
        await Moved(admin, generation: 2);
    }

    [Fact]
    public async Task A_ring_in_the_settings_opens_what_the_file_sealed_and_is_not_changed()
    {
        var ring = "";
        await using var desk = await DeskUnderTest.Started(options => ring.Length == 0 ? options : options with { KeyRing = ring });
        var path = (await Take(await desk.Agent())).Path;
        ring = await File.ReadAllTextAsync(desk.Options.Keys);
        await desk.Restart();
        Assert.Equal(Number, await Revealed(await desk.Agent(), path));
        (await (await desk.Admin()).Post("/keys/rotate", new { what = "wrapping" })).Problem(409, "ring_fixed");
    }

    [Fact]
    public async Task Keys_are_the_system_admins_business()
    {
        await using var desk = await DeskUnderTest.Started();
        foreach (var user in (string[])["sh-admin-1", "sh-auditor-1", "sh-agent-1"])
        {
            (await (await desk.As(user)).Get("/keys")).Problem(403, "forbidden");
            (await (await desk.As(user)).Post("/keys/rotate", new { what = "data" })).Problem(403, "forbidden");
        }

        var admin = await desk.Admin();
        (await admin.Post("/keys/rotate", new { what = "wrapping", site = "SH" })).Invalid("/site");
        (await admin.Post("/keys/rotate", new { what = "data", site = "GZ" })).Problem(404, "no_such_site");
        (await admin.Post("/keys/rotate", new { what = "everything" })).Invalid("/what");
        Assert.DoesNotContain(admin.Heard, text => text.Contains("ring.k1.", StringComparison.Ordinal));
    }

    private static Task<Answer> Take(DeskClient agent) => agent.Take(new { customer = new { name = "华东电子", phone = Number } });

    private static async Task<string> Revealed(DeskClient agent, string path) =>
        (await agent.Post(path + "/contact/reveal", new { reason = "to call back" })).Ok()["customer"]!["phone"]!.GetValue<string>();

    private static Task Moved(DeskClient admin, int generation) => DeskHostProcess.Until(TimeSpan.FromSeconds(60), async () =>
        await Keys(admin) is var keys && keys["generation"]!.GetValue<int>() == generation && keys["toMove"]!.GetValue<int>() == 0);

    private static async Task<JsonNode> Keys(DeskClient admin) =>
        (await admin.Get("/keys")).Ok()["sites"]!.AsArray().Single(site => site!["site"]!.GetValue<string>() == "SH")!;

    /// <summary>A ticket as desks before made them: its contact sealed with the ring itself.</summary>
    internal static async Task<string> SealedByTheRing(DeskUnderTest desk)
    {
        var vault = desk.Services.GetRequiredService<ContactVault>();
        var contact = new Contact("137****9876", vault.Seal("SH", Number), vault.IndexOf(Number));
        var open = new Open(
            Source.Phone, null, null, new("华东电子", null, contact, null, null, Tier.Vip, []), null, null, null, "设备无法启动", null, Urgency.Medium, Impact.Single, null, []);
        var reply = await NewTickets.Open(desk.Services.GetRequiredService<IGrainFactory>(), "SH", "old", new(open, Actor.Staff("li.na"), "old", Powers: new(["SH"], [Roles.ServiceAgent])));
        return $"/tickets/{reply!.Ticket!.Key}";
    }
}
