using System.Data.Common;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Data.Sqlite;
using Npgsql;
using ServiceDesk.Tests.Http;
using ServiceDesk.Tests.Servers;

namespace ServiceDesk.Tests.Faults;

/// <summary>One ticket of the real desk is damaged on disk, row and history: that one says so, and nobody else notices.</summary>
public sealed class PoisonTicketTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("desk-poison-").FullName;

    [Theory, OnSqlite(Hosted = true), OnPostgres]
    public async Task A_ticket_that_cannot_be_read_says_so_and_its_neighbours_are_handed_out_and_told_of(string database)
    {
        var place = database == "sqlite" ? $"{_folder}/desk.db" : await (await PostgresServer.Shared).NewDatabase();
        await using var desk = new DeskHostProcess($"{database}:{place}", _folder);
        await desk.Start();
        using var client = new HttpClient { BaseAddress = new(desk.Address, "/api/v1/") };
        var token = await (await client.PostAsJsonAsync("auth/token", new { user = "admin", password = DeskHostProcess.Password })).Content.ReadFromJsonAsync<JsonElement>();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token.GetProperty("accessToken").GetString());
        (await client.PutAsJsonAsync("sites/SH", new { name = "Shanghai", timeZone = "Asia/Shanghai", profile = "after-sales" })).EnsureSuccessStatusCode();
        (await client.PutAsJsonAsync("agents/engineer", new { name = "engineer", sites = new[] { "SH" }, roles = new[] { "engineer" }, capacity = 10 })).EnsureSuccessStatusCode();
        var (poisoned, neighbour) = (await Open(client), await Open(client));

        await desk.Kill();
        await Damage(database, place, poisoned);
        await desk.Start();

        using (var show = await client.GetAsync($"tickets/SH/{poisoned}")) await IsUnreadable(show);
        using (var command = await client.PostAsJsonAsync($"tickets/SH/{poisoned}/acknowledge", new { })) await IsUnreadable(command);
        (await client.PostAsJsonAsync("agents/engineer/presence", new { presence = "on" })).EnsureSuccessStatusCode();
        var later = await Open(client);
        await DeskHostProcess.Until(TimeSpan.FromSeconds(60), async () => await OwnerOf(client, neighbour) == "engineer" && await OwnerOf(client, later) == "engineer");
        var feed = await client.GetFromJsonAsync<JsonElement>("events?site=SH&limit=100");
        Assert.Contains(feed.GetProperty("items").EnumerateArray(), e => e.GetProperty("number").GetString() == poisoned && e.GetProperty("data").TryGetProperty("unreadable", out _));
        Assert.Contains(feed.GetProperty("items").EnumerateArray(), e => e.GetProperty("number").GetString() == later);
        Assert.Contains($"SH/{poisoned} cannot be read", desk.Said, StringComparison.Ordinal);

        await desk.Kill();
        using var verify = desk.Run("verify");
        await verify.WaitForExitAsync();
        Assert.Equal(1, verify.ExitCode);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static async Task<string> Open(HttpClient client)
    {
        using var answer = await client.PostAsJsonAsync("tickets", DeskClient.Ticket());
        answer.EnsureSuccessStatusCode();
        return (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("number").GetString()!;
    }

    private static async Task<string?> OwnerOf(HttpClient client, string number) =>
        (await client.GetFromJsonAsync<JsonElement>($"tickets/SH/{number}")).GetProperty("owner").GetString();

    private static async Task IsUnreadable(HttpResponseMessage answer)
    {
        Assert.Equal(HttpStatusCode.InternalServerError, answer.StatusCode);
        Assert.Equal("ticket_unreadable", (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("code").GetString());
    }

    private static async Task Damage(string database, string place, string number)
    {
        await using DbConnection connection = database == "sqlite" ? new SqliteConnection($"Data Source={place};Pooling=false") : new NpgsqlConnection(place);
        await connection.OpenAsync();
        foreach (var column in (string[])["UPDATE ticket SET state = substr(state, 1, 60)", "UPDATE event SET body = substr(body, 1, 60)"])
        {
            await using var command = connection.CreateCommand();
            command.CommandText = $"{column} WHERE number = '{number}'";
            Assert.True(await command.ExecuteNonQueryAsync() > 0);
        }
    }
}
