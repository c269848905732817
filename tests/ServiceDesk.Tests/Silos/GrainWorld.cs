using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Orleans.TestingHost;
using ServiceDesk.Storage;
using ServiceDesk.Tests.Servers;

namespace ServiceDesk.Tests.Grains;

/// <summary>
/// Where the grains of a test run: here on two real silos of this process, whose documents and reminders lie on PostgreSQL; the journal is
/// the tests' own. The desk's clock stands still but for what a test lets pass; the silos' own clock runs on. So a test that skips minutes
/// rings the reminders of the table itself, all of them, as often as a minute has passed: they may come early, late and twice.
/// </summary>
internal sealed class GrainWorld : IDisposable
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>Between an answer and what the grain does next nothing is under way: on a busy machine that may last a while.</summary>
    private const int QuietLooks = 15;

    /// <summary>A wait of hours is not gone through minute by minute.</summary>
    private const int MostStrides = 30;

    private readonly SkippedTime _time;
    private Traffic _traffic = new();
    private InProcessTestCluster? _cluster;
    private string? _database;

    public GrainWorld(DateTimeOffset start) => (_time, Agents) = (new(start), new(Journal));

    /// <summary>How late an alarm may be in <see cref="Wait"/>, up to half an hour of it.</summary>
    public static TimeSpan Lateness => Minute;

    public TestJournal Journal { get; } = new();

    public TestAgents Agents { get; }

    public T Grain<T>(string key) where T : IGrainWithStringKey
    {
        Start();
        return _cluster!.Client.GetGrain<T>(key);
    }

    public T Run<T>(Func<Task<T>> story)
    {
        Start();
        return Block(story);
    }

    /// <summary>Begins something that may never come to its end.</summary>
    public void Begin(Func<Task> story) => throw new NotSupportedException($"A crash in the middle of {story} needs [VirtualTimeFact].");

    /// <summary>Lets that time pass, with every alarm that is due in it.</summary>
    public void Wait(TimeSpan time)
    {
        var stride = time > MostStrides * Minute ? time / MostStrides : Minute;
        for (var left = time; left > TimeSpan.Zero; left -= stride)
        {
            _time.Skip(left < stride ? left : stride);
            if (_cluster is null) continue;
            Block(Ring);
            Block(Quiet);
        }
    }

    /// <summary>Not here, where time runs as it does while a grain is at work.</summary>
    public Task Delay(TimeSpan time) => throw new NotSupportedException($"{time} within a turn passes in virtual time only: the test needs [VirtualTimeFact].");

    /// <summary>Lets five seconds pass, and everything come to its end that is under way.</summary>
    public void Settle()
    {
        _time.Skip(TimeSpan.FromSeconds(5));
        if (_cluster is not null) Block(Quiet);
    }

    /// <summary>From now on loses one-way messages of these methods on their way, and no others.</summary>
    public void Lose(params string[] methods) => _traffic.Lost = methods;

    /// <summary>A new cluster over the same stores, unless one runs.</summary>
    public void Start() => _cluster ??= Block(Boot);

    /// <summary>Every silo is killed.</summary>
    public void Crash() => End(TwoSilos.Kill);

    /// <summary>The silos end in order.</summary>
    public void Stop() => End(TwoSilos.Stop);

    public void Dispose() => Crash();

    private void End(Func<InProcessTestCluster, Task> end)
    {
        if (_cluster is not { } cluster) return;
        _cluster = null;
        Block(async () =>
        {
            await end(cluster);
            return true;
        });
    }

    private async Task<InProcessTestCluster> Boot()
    {
        _database ??= await NewDatabase();
        _traffic = new() { Lost = _traffic.Lost };       // what was under way in a cluster before is gone with it
        return await TwoSilos.Start(_database, _traffic, services => services.AddSingleton<TimeProvider>(_time).AddGrainServices(Journal, Agents));
    }

    private static async Task<string> NewDatabase()
    {
        var database = await (await PostgresServer.Shared).NewDatabase();
        await using var store = new Store(new(StoreKind.Postgres, database), TimeProvider.System);
        await store.Open();
        return database;
    }

    private async Task<bool> Ring()
    {
        foreach (var (grain, name) in await Reminders())
        {
            try
            {
                await _cluster!.Client.GetGrain<IRemindable>(GrainId.Parse(grain, null)).ReceiveReminder(name, new TickStatus(default, Minute, default));
            }
            catch (Exception fault) when (fault is not OrleansException)
            {
                // Of a reminder that fails, nobody hears: it comes again.
            }
        }

        return true;
    }

    private async Task<List<(string Grain, string Name)>> Reminders()
    {
        var found = new List<(string, string)>();
        await using var connection = new NpgsqlConnection(_database);
        await connection.OpenAsync();
        await using var query = new NpgsqlCommand("SELECT grainid, remindername FROM orleansreminderstable", connection);
        await using var reader = await query.ExecuteReaderAsync();
        while (await reader.ReadAsync()) found.Add((reader.GetString(0), reader.GetString(1)));
        return found;
    }

    /// <summary>Comes back when no call has been under way at several looks in turn, and none came or went in between.</summary>
    private async Task<bool> Quiet()
    {
        using var pace = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        var (seen, quiet) = (-1L, 0);
        for (var clock = Stopwatch.StartNew(); quiet < QuietLooks; await pace.WaitForNextTickAsync())
        {
            if (clock.Elapsed > Patience) throw new TimeoutException($"{_traffic.UnderWay} calls are still under way after {Patience}.");
            quiet = _traffic.UnderWay == 0 && _traffic.Begun == seen ? quiet + 1 : 0;
            seen = _traffic.Begun;
        }

        return true;
    }

    /// <summary>Away from the test's own thread, which waits.</summary>
    private static T Block<T>(Func<Task<T>> story) => Task.Run(story).GetAwaiter().GetResult();

    /// <summary>Stands still but for what is skipped; timers are the machine's.</summary>
    private sealed class SkippedTime(DateTimeOffset start) : TimeProvider
    {
        private long _ticks;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public void Skip(TimeSpan time) => Interlocked.Add(ref _ticks, time.Ticks);

        public override DateTimeOffset GetUtcNow() => start.AddTicks(GetTimestamp());

        public override long GetTimestamp() => Interlocked.Read(ref _ticks);
    }
}
