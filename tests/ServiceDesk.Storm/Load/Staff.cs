using System.Text.Json;
using ServiceDesk.Storm.Checks;
using ServiceDesk.Storm.Cluster;

namespace ServiceDesk.Storm.Load;

/// <summary>
/// Agents of the staffed site: they come on duty and go, accept what they are offered, decline it or forget it, take from the queue; one
/// leaves the desk for good and is taken on again.
/// </summary>
internal sealed class Staff : IAsyncDisposable
{
    private const string Supervisor = "boss";

    private const int Capacity = 6;

    private const int Engineers = 6;

    /// <summary>The one who leaves.</summary>
    private const int Restless = Engineers - 1;

    public static Staffing Staffing { get; } = new(Site.Staffed, Enumerable.Range(0, Engineers).ToDictionary(Engineer, _ => Capacity), Supervisor);

    private readonly CancellationTokenSource _stop = new();
    private readonly Requests _requests;
    private readonly Sender _admin;
    private readonly int _seed;
    private Task[] _working = [];

    private Staff(Requests requests, Sender admin, int seed) => (_requests, _admin, _seed) = (requests, admin, seed);

    /// <summary>Takes everybody on; they begin to work at once.</summary>
    /// <param name="token">An admin's.</param>
    public static async Task<Staff> Begin(IEnumerable<Uri> gateways, string token, ClientRecord record, int seed)
    {
        var staff = new Staff(new([.. gateways], record, TimeSpan.FromSeconds(15)), new(900, token), seed);
        await staff.TakeOn(Supervisor, "supervisor", capacity: 200);
        for (var i = 0; i < Engineers; i++) await staff.TakeOn(Engineer(i), "engineer", Capacity);
        staff._working = [Task.Run(() => staff.Work(Supervisor, -1)),
            .. Enumerable.Range(0, Engineers).Select(i => Task.Run(() => staff.Work(Engineer(i), i)))];
        return staff;
    }

    /// <summary>Everybody finishes what they have in their hands; then one goes off duty and one leaves, with what they were offered.</summary>
    /// <returns>Whether they came to an end in time.</returns>
    public async Task<bool> Finish(TimeSpan patience)
    {
        await _stop.CancelAsync();
        var all = End();
        return await Task.WhenAny(all, Task.Delay(patience)) == all;
    }

    private async Task End()
    {
        await Task.WhenAll(_working);
        await Become(_admin, Engineer(0), "off");
        await Insist(_admin, HttpMethod.Delete, $"/api/v1/agents/{Engineer(Restless)}", null);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _requests.Dispose();
        _stop.Dispose();
    }

    private static string Engineer(int number) => $"engineer-{number}";

    private async Task TakeOn(string id, string role, int capacity)
    {
        var supervisor = id == Supervisor ? null : Supervisor;
        await Insist(_admin, HttpMethod.Put, $"/api/v1/agents/{id}",
            new { name = id, sites = new[] { Site.Staffed }, roles = new[] { role }, capacity, supervisor });
        await Insist(_admin, HttpMethod.Post, $"/api/v1/agents/{id}/credentials", new { password = LocalCluster.Password });
    }

    private async Task<Sender> SignIn(string id, int number)
    {
        var session = await Insist(_admin, HttpMethod.Post, "/api/v1/auth/token", new { user = id, password = LocalCluster.Password });
        return new(901 + number, session!.Value.GetProperty("accessToken").GetString()!);
    }

    private async Task Work(string id, int number)
    {
        var random = new Random(HashCode.Combine(_seed, id.Length, number));
        var me = await SignIn(id, number);
        var forgotten = new HashSet<(string, int)>();
        await Become(me, id, "on");
        for (var step = 0; !_stop.IsCancellationRequested; step++)
        {
            await Task.Delay(random.Next(900));
            switch (random.Next(40))
            {
                case 0:
                    await Become(me, id, random.Next(2) == 0 ? "off" : "away");
                    await Task.Delay(random.Next(4_000));
                    await Become(me, id, "on");
                    break;
                case < 4 when number >= 0:
                    await _requests.Ask(me, $"{_seed}-{id}-{step}-claim", "claim", "/api/v1/queue/claim", new { site = Site.Staffed, fitting = true });
                    break;
                case 4 when number == Restless:
                    await Insist(_admin, HttpMethod.Delete, $"/api/v1/agents/{id}", null);
                    await Task.Delay(random.Next(4_000));
                    await TakeOn(id, "engineer", Capacity);
                    me = await SignIn(id, number);
                    await Become(me, id, "on");
                    break;
                default:
                    await One(me, id, step, random, forgotten);
                    break;
            }
        }
    }

    private Task<JsonElement?> Become(Sender me, string id, string presence) => Insist(me, HttpMethod.Post, $"/api/v1/agents/{id}/presence", new { presence });

    /// <summary>One step at one of the tickets that they have.</summary>
    private async Task One(Sender me, string id, int step, Random random, HashSet<(string, int)> forgotten)
    {
        if (await Insist(me, HttpMethod.Get,
            $"/api/v1/tickets?site={Site.Staffed}&owner={id}&sort=oldest&status={(random.Next(2) == 0 ? "pending" : "processing")}&limit=20", null)
            is not { } page) return;
        var mine = page.GetProperty("items").EnumerateArray()
            .Select(ticket => (Number: ticket.GetProperty("number").GetString()!, Version: ticket.GetProperty("version").GetInt32(),
                IsOffered: ticket.GetProperty("acknowledgedAt").ValueKind is JsonValueKind.Null))
            .Where(ticket => !forgotten.Contains((ticket.Number, ticket.Version))).ToArray();
        if (mine.Length == 0) return;
        var (number, version, isOffered) = mine[random.Next(mine.Length)];
        if (isOffered && random.Next(12) == 0)
        {
            forgotten.Add((number, version));       // as it is now, they do not look at it again: its clock runs out
            return;
        }

        var (command, body) = Next(id, isOffered, random);
        await _requests.Ask(me, $"{_seed}-{id}-{step}-{command}", command, $"/api/v1/tickets/{Site.Staffed}/{number}/{command}", body);
    }

    private static (string Command, object? Body) Next(string id, bool isOffered, Random random) => (isOffered, random.Next(6)) switch
    {
        (true, 0) when id != Supervisor => ("decline", new { reason = "没有时间" }),
        (true, _) => ("acknowledge", null),
        (false, < 2) => ("communications", Lives.Called),
        _ => ("resolve", Lives.Result),
    };

    private Task<JsonElement?> Insist(Sender sender, HttpMethod method, string path, object? body) =>
        _requests.Insist(sender, method, path, body, CancellationToken.None);
}
