
namespace ServiceDesk.Storm.Load;

/// <summary>
/// Clients that live whole lives of tickets at a site where nobody is on duty, and take in tickets at the one where the staff works.
/// </summary>
internal sealed class Clients : IAsyncDisposable
{
    /// <summary>What staff do to a ticket once it is acknowledged; the pauses are where clocks run out.</summary>
    private static readonly (string Command, object? Body)[][] Works =
    [
        [("communications", Lives.Called), ("progress", Lives.Checked), ("resolve", Lives.Result), ("rate", Lives.Verdict(5)), ("summary", Lives.Lesson), ("close", Lives.Closed)],
        [("progress", Lives.Checked), ("wait", new { reason = "customer" }), ("resume", null), ("communications", Lives.Called), ("resolve", Lives.Result)],
        [("communications", Lives.Called), ("prioritize", new { priority = "low", reason = "it has a spare" }), ("resolve", Lives.Result), ("rate", Lives.Verdict(1))],
        [("communications", Lives.Called)],
    ];

    private readonly CancellationTokenSource _stop = new();
    private readonly Uri[] _gateways;
    private readonly ClientRecord _record;
    private readonly Requests _requests;
    private readonly string _token;
    private readonly Task[] _living;
    private readonly int _seed;

    public Clients(IEnumerable<Uri> gateways, string token, ClientRecord record, int count, int seed)
    {
        (_gateways, _token, _record, _seed) = ([.. gateways], token, record, seed);
        _requests = new(_gateways, record, TimeSpan.FromSeconds(15));
        _living = [.. Enumerable.Range(0, count).Select(client => Task.Run(() => Live(client))), Task.Run(() => Feed(count))];
    }

    /// <summary>No new tickets; what is under way is carried to its end.</summary>
    /// <returns>Whether every client came to an end in time.</returns>
    public async Task<bool> Finish(TimeSpan patience)
    {
        await _stop.CancelAsync();
        var all = Task.WhenAll(_living);
        return await Task.WhenAny(all, Task.Delay(patience)) == all;
    }

    /// <summary>One request, five times at once through every gateway: they must all be told the same.</summary>
    public async Task Repeat(int requests)
    {
        await Parallel.ForEachAsync(Enumerable.Range(0, requests), new ParallelOptions { MaxDegreeOfParallelism = 20 }, async (_, _) =>
        {
            var key = $"repeat-{Guid.NewGuid():N}";
            var told = await Task.WhenAll(Enumerable.Range(0, 5).Select(copy =>
                _requests.Ask(new(copy, _token), key, "create", "/api/v1/tickets", Lives.Intake(Site.Code, "phone"), isCopy: copy > 0)));
            foreach (var other in told.Skip(1))
                if (told[0]?.Ticket != other?.Ticket) _record.Contradictions.Enqueue($"{key} is {told[0]?.Ticket} and {other?.Ticket}");
        });
    }

    /// <summary>Many at once send one request each, impatiently and again without a pause, until each of them is answered.</summary>
    public async Task Rush(int clients)
    {
        using var impatient = new Requests(_gateways, _record, TimeSpan.FromSeconds(5), backsOff: false);
        var name = $"rush-{Guid.NewGuid():N}";
        await Task.WhenAll(Enumerable.Range(0, clients).Select(client =>
            impatient.Ask(new(client, _token), $"{name}-{client}", "create", "/api/v1/tickets", Lives.Intake(Site.Code, "phone"))));
    }

    /// <summary>A new ticket that no client has on record.</summary>
    /// <returns>Its number.</returns>
    /// <exception cref="InvalidOperationException">It was refused.</exception>
    public async Task<string> Stray() => (await _requests.Insist(
        new(0, _token), HttpMethod.Post, "/api/v1/tickets", Lives.Intake(Site.Code, "phone"), CancellationToken.None))?.GetProperty("number").GetString()
        ?? throw new InvalidOperationException("A plain intake was refused.");

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _requests.Dispose();
        _stop.Dispose();
    }

    private async Task Live(int client)
    {
        var random = new Random(HashCode.Combine(_seed, client));
        var sender = new Sender(client, _token);
        for (var life = 0; !_stop.IsCancellationRequested; life++)
        {
            var name = $"{_seed}-{client}-{life}";
            if (await _requests.Ask(sender, $"{name}-create", "create", "/api/v1/tickets", Lives.Intake(Site.Code, random.Next(2) == 0 ? "phone" : "email"))
                is not { } made) continue;
            var ticket = $"/api/v1/tickets/{made.Ticket}";
            if (random.Next(6) == 0) continue;       // nobody looks at it: every clock runs out
            await Pause(random, most: random.Next(4) == 0 ? 6_000 : 300);
            if (await _requests.Ask(sender, $"{name}-acknowledge", "acknowledge", $"{ticket}/acknowledge", null) is null) continue;
            var step = 0;
            foreach (var (command, body) in Works[random.Next(Works.Length)])
            {
                await Pause(random, most: random.Next(8) == 0 ? 8_000 : 200);
                if (await _requests.Ask(sender, $"{name}-{step++}-{command}", command, $"{ticket}/{command}", body) is null) break;
            }
        }
    }

    /// <summary>Tickets for the staff, somewhat fewer than it can do.</summary>
    private async Task Feed(int client)
    {
        var random = new Random(HashCode.Combine(_seed, client));
        for (var life = 0; !_stop.IsCancellationRequested; life++)
        {
            await _requests.Ask(new(client, _token), $"{_seed}-{client}-{life}-create", "create", "/api/v1/tickets", Lives.Intake(Site.Staffed, "phone"));
            await Pause(random, most: 1_000);
        }
    }

    private static Task Pause(Random random, int most) => Task.Delay(random.Next(most));
}

/// <summary>What is sent.</summary>
internal static class Lives
{
    public static readonly object Called = new { method = "phone", summary = "已告知客户处理方案", customerSaid = "好的" };
    public static readonly object Checked = new { node = "fault_checked", note = "电源模块异常" };
    public static readonly object Result = new { solution = "更换电源模块" };
    public static readonly object Lesson = new { cause = "电源老化", solution = "更换电源模块" };
    public static readonly object Closed = new { reason = "resolved" };

    public static object Verdict(int value) =>
        new { answers = new { response_speed = value, handling_result = value, service_attitude = value, communication_efficiency = value } };

    public static object Intake(string site, string source) => new
    {
        site,
        source,
        serviceType = "fault_repair",
        type = "problem",
        verbatim = "设备无法启动",
        urgency = "high",
        customer = new { name = "华东电子", phone = "13800005678", tier = "vip" },
    };
}
