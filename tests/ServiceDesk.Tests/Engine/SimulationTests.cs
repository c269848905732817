namespace ServiceDesk.Tests.Engine;

public sealed class SimulationTests
{
    [Fact]
    public void The_same_seed_lives_the_same_life_and_another_seed_another()
    {
        Assert.Equal(Life(1), Life(1));
        Assert.NotEqual(Life(1), Life(2));
    }

    [Fact]
    public void The_clock_jumps_to_the_next_timer_and_no_further_than_the_horizon()
    {
        var world = new SeededScheduler(1, EngineWorld.Nine);
        world.Run(() => Task.Delay(TimeSpan.FromDays(40), world.Time), TimeSpan.FromDays(41));
        Assert.Equal(EngineWorld.Nine.AddDays(40), world.Time.GetUtcNow());
        Assert.False(world.RunUntil(() => false, TimeSpan.FromHours(1)));
        Assert.Equal(EngineWorld.Nine.AddDays(40).AddHours(1), world.Time.GetUtcNow());
    }

    [Fact]
    public void Work_queued_from_another_thread_fails_the_run()
    {
        var world = new SeededScheduler(1, EngineWorld.Nine);
        using var left = new ManualResetEventSlim();
        var failure = Assert.Throws<InvalidOperationException>(() => world.Run(async () =>
        {
            var outside = new TaskCompletionSource();
            var thread = new Thread(() =>
            {
                try { outside.SetResult(); }
                catch (Exception) { /* what the trespasser sees does not matter: the run must fail */ }
                left.Set();
            });
            var waiting = Wait(outside.Task);
            thread.Start();
            left.Wait(TimeSpan.FromSeconds(10));
            await waiting;
        }, TimeSpan.FromMinutes(1)));
        Assert.Contains("another thread", failure.Message, StringComparison.Ordinal);

        static async Task Wait(Task task) => await task;
    }

    [Fact]
    public void A_filter_loses_delays_and_repeats()
    {
        var filter = new Whims();
        var world = new EngineWorld(filter: filter);
        world.Run(async () =>
        {
            filter.Judgement = message => message.Kind is MessageKind.OneWay ? Delivery.Lost : Delivery.Normal;
            await world.Grain<IProbe>("a").Fling("lost");
            await world.Grain<IProbe>("a").Kept();
            filter.Judgement = message => new(2, TimeSpan.FromSeconds(3));
            await world.Grain<IProbe>("a").Fling("twice");
            await Task.Delay(TimeSpan.FromSeconds(4), world.Time);
            Assert.Equal(["a wakes", "a got twice", "a got twice"], world.Notebook.Lines);

            filter.Judgement = message => message.Kind is MessageKind.Reply ? Delivery.Lost : Delivery.Normal;
            await Assert.ThrowsAsync<TimeoutException>(() => world.Grain<IProbe>("b").Work("done", 1));
            Assert.Contains("b done ends", world.Notebook.Lines);
            filter.Judgement = message => message.Kind is MessageKind.Call ? Delivery.Lost : Delivery.Normal;
            await Assert.ThrowsAsync<TimeoutException>(() => world.Grain<IProbe>("c").Work("never", 1));
            Assert.DoesNotContain("c never begins", world.Notebook.Lines);
        });
        Assert.Equal(0, world.Host.InFlight);
    }

    [Fact]
    public void A_lost_tick_rings_again_and_a_doubled_one_rings_twice()
    {
        var filter = new Whims();
        var world = new EngineWorld(filter: filter);
        world.Run(() => world.Grain<IBell>("a").Set("x", TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(1)));
        filter.Judgement = message => message.Kind is MessageKind.Tick ? Delivery.Lost : Delivery.Normal;
        world.Wait(TimeSpan.FromSeconds(90));
        filter.Judgement = message => message.Kind is MessageKind.Tick ? new(2, TimeSpan.Zero) : Delivery.Normal;
        world.Wait(TimeSpan.FromMinutes(1));
        Assert.Equal(["a x 09:02:00", "a x 09:02:00"], world.Notebook.Lines);
    }

    private static string Life(int seed)
    {
        var world = new EngineWorld(seed);
        world.Run(async () =>
        {
            var bells = Enumerable.Range(0, 10).Select(i => world.Grain<IBell>($"{i}").Set("x", TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(1)));
            var probes = Enumerable.Range(0, 20).Select(i => world.Grain<IProbe>($"{i % 5}").Work($"{i}", i % 4));
            await Task.WhenAll([.. bells, .. probes, world.Grain<IProbe>("a").AskThrough("b").AsTask()]);
        });
        world.Wait(TimeSpan.FromMinutes(5));
        return string.Join('\n', world.Notebook.Lines) + world.Clock.Steps;
    }

    private sealed class Whims : IMessageFilter
    {
        public Func<Envelope, Delivery> Judgement { get; set; } = _ => Delivery.Normal;

        public Delivery Judge(in Envelope message) => Judgement(message);
    }
}
