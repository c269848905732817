using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using ServiceDesk.Tests.Http;

namespace ServiceDesk.Tests.Faults;

/// <summary>Dispatch on the real process with kill -9 in between.</summary>
public sealed class KilledDispatchTests : IDisposable
{
    private const int Tickets = 60;
    private const int Capacity = 10;

    private readonly string _folder = Directory.CreateTempSubdirectory("desk-dispatch-").FullName;

    [Fact]
    public async Task Killed_while_it_hands_out_the_desk_leaves_nothing_waiting_and_nobody_overloaded()
    {
        await using var desk = new DeskHostProcess($"sqlite:{_folder}/desk.db", _folder);
        await desk.Start();
        using var client = new HttpClient { BaseAddress = new(desk.Address, "/api/v1/") };
        var token = await (await client.PostAsJsonAsync("auth/token", new { user = "admin", password = DeskHostProcess.Password })).Content.ReadFromJsonAsync<JsonElement>();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token.GetProperty("accessToken").GetString());
        (await client.PutAsJsonAsync("sites/SH", new { name = "Shanghai", timeZone = "Asia/Shanghai", profile = "after-sales" })).EnsureSuccessStatusCode();
        var agents = Enumerable.Range(0, Tickets / Capacity).Select(i => $"engineer-{i}").ToArray();
        foreach (var id in agents)
            (await client.PutAsJsonAsync($"agents/{id}", new { name = id, sites = new[] { "SH" }, roles = new[] { "engineer" }, capacity = Capacity })).EnsureSuccessStatusCode();
        for (var i = 0; i < Tickets; i++) (await client.PostAsJsonAsync("tickets", DeskClient.Ticket())).EnsureSuccessStatusCode();

        foreach (var id in agents)
        {
            (await client.PostAsJsonAsync($"agents/{id}/presence", new { presence = "on" })).EnsureSuccessStatusCode();
            await desk.Kill();
            await desk.Start();
        }

        // At the latest the queue's look at the store, once a minute, finds what was left.
        await DeskHostProcess.Until(TimeSpan.FromSeconds(120), async () => await Loads(client) is var loads && agents.All(id => loads[id] == Capacity));
        Assert.All(
            (await client.GetFromJsonAsync<JsonElement>("queue?site=SH&limit=100")).GetProperty("items").EnumerateArray(),
            ticket => Assert.NotEqual(JsonValueKind.Null, ticket.GetProperty("owner").ValueKind));
        await desk.Kill();
        using var verify = desk.Run("verify");
        await verify.WaitForExitAsync();
        Assert.Equal(0, verify.ExitCode);
    }

    private static async Task<Dictionary<string, int>> Loads(HttpClient client) =>
        (await client.GetFromJsonAsync<JsonElement>("agents?site=SH")).GetProperty("items").EnumerateArray()
            .ToDictionary(agent => agent.GetProperty("id").GetString()!, agent => agent.GetProperty("open").GetInt32());

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
