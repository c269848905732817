using Microsoft.Extensions.Logging.Abstractions;
using ServiceDesk.Storage.Databases;
using ServiceDesk.Tests.Servers;

namespace ServiceDesk.Tests.Storage;

public sealed class DatabaseTimeTests
{
    private readonly Machine _machine = new();
    private DateTimeOffset _database = StoreUnderTest.Nine;
    private TimeSpan _way;

    [Fact]
    public async Task Time_is_the_databases_and_goes_on_from_there()
    {
        await using var time = New();
        Assert.Equal(TimeSpan.FromHours(-3), await time.Read(default));
        Assert.Equal(StoreUnderTest.Nine, time.GetUtcNow());
        Pass(TimeSpan.FromSeconds(10));
        Assert.Equal(StoreUnderTest.Nine.AddSeconds(10), time.GetUtcNow());
    }

    [Fact]
    public async Task Setting_the_clock_of_the_machine_changes_nothing()
    {
        await using var time = New();
        await time.Read(default);
        _machine.Wall += TimeSpan.FromHours(2);
        Assert.Equal(StoreUnderTest.Nine, time.GetUtcNow());
        Assert.Equal(TimeSpan.Zero, await time.Read(default));
        Assert.Equal(StoreUnderTest.Nine, time.GetUtcNow());
    }

    [Fact]
    public async Task A_clock_that_runs_away_from_the_databases_is_brought_back()
    {
        await using var time = New();
        await time.Read(default);
        _database += TimeSpan.FromMilliseconds(7);
        Assert.Equal(TimeSpan.FromMilliseconds(7), await time.Read(default));
        Assert.Equal(StoreUnderTest.Nine.AddMilliseconds(7), time.GetUtcNow());
    }

    [Fact]
    public async Task Half_of_the_way_there_and_back_has_passed_when_the_database_answers()
    {
        await using var time = New();
        _way = TimeSpan.FromMilliseconds(100);
        await time.Read(default);
        Assert.Equal(_database - _way / 2, time.GetUtcNow());
    }

    [Fact]
    public async Task A_slow_answer_is_not_believed()
    {
        await using var time = New();
        _way = TimeSpan.FromMilliseconds(1_001);
        Assert.Null(await time.Read(default));
        Assert.Equal(_machine.Wall, time.GetUtcNow());
    }

    [PostgresFact]
    public async Task PostgreSQL_says_what_time_it_is()
    {
        await using var time = new DatabaseTime(await (await PostgresServer.Shared).NewDatabase());
        await time.Start(NullLogger.Instance, default);
        await using var again = time;       // a container that hands it out under two names disposes it twice
        Assert.InRange(time.GetUtcNow(), DateTimeOffset.UtcNow.AddSeconds(-2), DateTimeOffset.UtcNow.AddSeconds(2));
    }

    private DatabaseTime New() => new(_machine, _ =>
    {
        Pass(_way);
        return Task.FromResult(_database - _way);
    });

    private void Pass(TimeSpan time)
    {
        _machine.Wall += time;
        _machine.Ticks += time.Ticks;
        _database += time;
    }

    /// <summary>Three hours ahead of the database.</summary>
    private sealed class Machine : TimeProvider
    {
        public DateTimeOffset Wall { get; set; } = StoreUnderTest.Nine.AddHours(3);

        public long Ticks { get; set; }

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override DateTimeOffset GetUtcNow() => Wall;

        public override long GetTimestamp() => Ticks;
    }
}
