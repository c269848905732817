namespace ServiceDesk.Tests.Engine;

public sealed class ReminderTests
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    [Fact]
    public void A_reminder_rings_when_due_and_then_every_period_until_it_is_removed()
    {
        var world = new EngineWorld();
        world.Run(() => world.Grain<IBell>("a").Set("x", 5 * Minute, 2 * Minute));
        world.Wait(10 * Minute);
        Assert.Equal(["a x 09:05:00", "a x 09:07:00", "a x 09:09:00"], world.Notebook.Lines);

        world.Run(async () =>
        {
            Assert.True(await world.Grain<IBell>("a").IsSet("x"));
            await world.Grain<IBell>("a").Stop("x");
            Assert.False(await world.Grain<IBell>("a").IsSet("x"));
        });
        world.Wait(60 * Minute);
        Assert.Equal(3, world.Notebook.Lines.Count);
        Assert.Equal(0, world.Host.NearReminders);
    }

    [Fact]
    public void A_far_reminder_is_not_in_memory_and_rings_on_the_second()
    {
        var world = new EngineWorld();
        world.Run(() => world.Grain<IBell>("a").Set("x", 3 * 60 * Minute, Minute));
        Assert.Equal(0, world.Host.NearReminders);
        world.Wait(170 * Minute + TimeSpan.FromSeconds(1));
        Assert.Empty(world.Notebook.Lines);
        world.Wait(10 * Minute);
        Assert.Equal(["a x 12:00:00"], world.Notebook.Lines);
        Assert.Equal(1, world.Host.NearReminders);
    }

    [Fact]
    public void Setting_it_again_moves_it_sooner_and_later()
    {
        var world = new EngineWorld();
        world.Run(async () =>
        {
            await world.Grain<IBell>("a").Set("x", 5 * Minute, Minute);
            await world.Grain<IBell>("a").Set("x", 2 * Minute, 60 * Minute);
            await world.Grain<IBell>("b").Set("x", 5 * Minute, Minute);
            await world.Grain<IBell>("b").Set("x", 30 * Minute, 60 * Minute);
        });
        world.Wait(45 * Minute);
        Assert.Equal(["a x 09:02:00", "b x 09:30:00"], world.Notebook.Lines);
    }

    [Fact]
    public void It_survives_the_process_and_what_was_missed_meanwhile_comes_at_the_next_period()
    {
        var world = new EngineWorld();
        world.Run(async () =>
        {
            await world.Grain<IBell>("a").Set("short", 5 * Minute, 7 * Minute);
            await world.Grain<IBell>("a").Set("long", 5 * Minute, 90 * Minute);
            await world.Grain<IBell>("a").Set("ahead", 25 * Minute, 90 * Minute);
        });
        world.Host.Kill();
        world.Wait(20 * Minute);
        world.Boot();
        world.Wait(90 * Minute);
        var rings = world.Notebook.Lines;
        Assert.Equal("a short 09:26:00", rings.First(line => line.Contains("short", StringComparison.Ordinal)));
        Assert.Equal(["a long 10:35:00"], rings.Where(line => line.Contains("long", StringComparison.Ordinal)));
        Assert.Equal(["a ahead 09:25:00"], rings.Where(line => line.Contains("ahead", StringComparison.Ordinal)));
    }

    [Fact]
    public void A_ring_that_fails_is_logged_and_rings_again()
    {
        var world = new EngineWorld();
        world.Run(() => world.Grain<IBell>("a").Set("bad", Minute, Minute));
        world.Wait(2 * Minute + TimeSpan.FromSeconds(1));
        Assert.Equal(["a bad 09:01:00", "a bad 09:02:00"], world.Notebook.Lines);
        Assert.Equal(2, world.Errors.Count(line => line.Contains("bad bell", StringComparison.Ordinal)));
    }

    [Fact]
    public void A_period_below_a_minute_is_refused()
    {
        var world = new EngineWorld();
        world.Run(() => Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => world.Grain<IBell>("a").Set("x", Minute, Minute / 2)));
    }

    [Fact]
    public void Many_due_at_once_all_ring_once_a_few_at_a_time()
    {
        var world = new EngineWorld(configure: options => options.MaxRingsInFlight = 10);
        world.Run(() => Task.WhenAll(Enumerable.Range(0, 2_500).Select(i => world.Grain<IBell>($"{i}").Set("x", 8 * Minute, 60 * Minute))));
        var most = 0;
        world.Clock.RunUntil(() =>
        {
            if (world.Notebook.Lines.Count > 0) most = Math.Max(most, world.Host.InFlight);
            return false;
        }, 30 * Minute);
        Assert.Equal(2_500, world.Notebook.Lines.Distinct().Count());
        Assert.Equal(2_500, world.Notebook.Lines.Count);
        Assert.Equal(10, most);
    }

    [Fact]
    public void A_table_that_fails_for_a_while_makes_rings_late_and_loses_none()
    {
        var table = new FailingTable();
        var world = new EngineWorld { Reminders = table };
        world.Run(() => world.Grain<IBell>("a").Set("x", 30 * Minute, 60 * Minute));
        world.Wait(Minute);
        table.Fails = true;
        world.Wait(40 * Minute);
        Assert.Empty(world.Notebook.Lines);
        table.Fails = false;
        world.Wait(Minute);
        Assert.Single(world.Notebook.Lines);
    }

    [Fact]
    public void What_grains_change_while_the_table_is_read_wins_over_what_was_read()
    {
        var table = new FailingTable();
        var world = new EngineWorld { Reminders = table };
        world.Run(() => Task.WhenAll(
            world.Grain<IBell>("removed").Set("x", 8 * Minute, 60 * Minute),
            world.Grain<IBell>("moved").Set("x", 8 * Minute, 60 * Minute)));
        world.Host.Kill();
        table.Slowness = () => Task.Delay(TimeSpan.FromSeconds(10), world.Time);
        world.Boot();
        world.Run(() => Task.WhenAll(
            world.Grain<IBell>("removed").Stop("x"),
            world.Grain<IBell>("moved").Set("x", 3 * Minute, 60 * Minute),
            world.Grain<IBell>("new").Set("x", 4 * Minute, 60 * Minute)));
        world.Wait(30 * Minute);
        Assert.Equal(["moved", "new"], world.Notebook.Lines.Select(line => line.Split(' ')[0]));
    }

    private sealed class FailingTable : IReminderTable
    {
        private readonly InMemoryReminderTable _inner = new();

        public bool Fails { get; set; }

        /// <summary>Passes between what a reading sees and its answer.</summary>
        public Func<Task> Slowness { get; set; } = () => Task.CompletedTask;

        public Task Upsert(ReminderRow row, CancellationToken cancellationToken) => _inner.Upsert(row, cancellationToken);

        public Task Remove(string grainType, string key, string name, CancellationToken cancellationToken) =>
            _inner.Remove(grainType, key, name, cancellationToken);

        public Task<ReminderRow?> Find(string grainType, string key, string name, CancellationToken cancellationToken) =>
            _inner.Find(grainType, key, name, cancellationToken);

        public Task<IReadOnlyList<ReminderRow>> ReadOfGrain(string grainType, string key, CancellationToken cancellationToken) =>
            _inner.ReadOfGrain(grainType, key, cancellationToken);

        public async Task<IReadOnlyList<ReminderRow>> ReadDue(
            long beforeUnixMs, ReminderRow? after, int limit, CancellationToken cancellationToken)
        {
            if (Fails) throw new IOException("no disk");
            var rows = await _inner.ReadDue(beforeUnixMs, after, limit, cancellationToken);
            await Slowness();
            return rows;
        }
    }
}
