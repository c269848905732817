using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using ServiceDesk.Tests.Servers;

namespace ServiceDesk.Tests.Faults;

/// <summary>One mail per cause, tried with kill -9 on the real process and a mail server that outlives it.</summary>
public sealed class NoticesWhileKilledTests : IDisposable
{
    private const int People = 30;
    private const int Each = 3;
    private const int Kills = 5;

    private readonly string _folder = Directory.CreateTempSubdirectory("desk-notices-killed-").FullName;

    [Theory, OnSqlite, OnPostgres]
    public async Task Killed_five_times_the_desk_sends_at_least_one_mail_per_cause_and_by_its_id_exactly_one(string database)
    {
        await using var smtp = SmtpSink.Start();
        var store = database == "sqlite" ? $"sqlite:{_folder}/desk.db" : $"postgres:{await (await PostgresServer.Shared).NewDatabase()}";
        await using var desk = new DeskHostProcess(
            store, _folder, ("DESK_SMTP", $"127.0.0.1:{smtp.Port}"), ("DESK_SMTP_TLS", "none"), ("DESK_MAIL_FROM", "desk@example.org"),
            ("DESK_DELIVERY_TIMEOUT", "PT1S"));
        await desk.Start();
        using var client = new HttpClient { BaseAddress = new(desk.Address, "/api/v1/") };
        await SignIn(client);
        (await client.PutAsJsonAsync("sites/SH", new { name = "Shanghai", timeZone = "Asia/Shanghai", profile = "after-sales" })).EnsureSuccessStatusCode();
        for (var i = 0; i < People; i++)
            (await client.PutAsJsonAsync($"agents/li-{i}", new { name = "李", sites = new[] { "SH" }, roles = new[] { "engineer" }, email = $"li-{i}@example.org" })).EnsureSuccessStatusCode();

        var causes = new HashSet<(string To, string Number)>();
        var moments = Enumerable.Range(1, Kills).Select(k => k * People * Each / (Kills + 1)).ToHashSet();
        for (var i = 0; i < People * Each; i++)
        {
            var number = await Offer(client, i, $"li-{i % People}");
            causes.Add(($"li-{i % People}@example.org", number));
            if (!moments.Contains(i)) continue;
            await desk.Kill();
            await desk.Start();
        }

        await DeskHostProcess.Until(TimeSpan.FromMinutes(3), () => Task.FromResult(smtp.Mails.Select(m => m.Id).Distinct().Count() >= causes.Count));
        Assert.Equal(People * Each, causes.Count);
        Assert.Equal(causes, smtp.Mails.Select(m => (m.To, m.Subject.Split(' ')[0])).ToHashSet());
        Assert.Equal(causes.Count, smtp.Mails.Select(m => m.Id).Distinct().Count());
        Assert.All(smtp.Mails.GroupBy(m => m.Id), same => Assert.Single(same.Select(m => (m.To, m.Subject)).Distinct()));
    }

    private static async Task<string> Offer(HttpClient client, int i, string owner)
    {
        var ticket = await Post(client, "tickets", $"open-{i}", new { site = "SH", source = "phone", customer = new { name = "华东电子", tier = "vip", tags = Array.Empty<string>() }, type = "problem", verbatim = "坏了", urgency = "high", impact = "single" });
        var number = ticket.GetProperty("number").GetString()!;
        await Post(client, $"tickets/SH/{number}/assign", $"assign-{i}", new { owner, reason = "空闲" });
        return number;
    }

    private static async Task<JsonElement> Post(HttpClient client, string path, string key, object body)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = JsonContent.Create(body) };
        request.Headers.Add("Idempotency-Key", key);
        using var answer = await client.SendAsync(request);
        answer.EnsureSuccessStatusCode();
        return await answer.Content.ReadFromJsonAsync<JsonElement>();
    }

    private static async Task SignIn(HttpClient client)
    {
        var token = await (await client.PostAsJsonAsync("auth/token", new { user = "admin", password = DeskHostProcess.Password })).Content.ReadFromJsonAsync<JsonElement>();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token.GetProperty("accessToken").GetString());
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
