namespace ServiceDesk.Tests.Engine;

public sealed class LifeTests
{
    [Fact]
    public void Calls_queued_behind_a_grain_that_quits_meet_a_fresh_one()
    {
        var world = new EngineWorld();
        world.Run(async () =>
        {
            var probe = world.Grain<IProbe>("a");
            await Task.WhenAll(probe.Quit(), probe.Work("1", 1), probe.Work("2", 1));
        });
        Assert.Equal(
            ["a goes: ApplicationRequested", "a gone", "a wakes"],
            world.Notebook.Lines.SkipWhile(line => !line.Contains("goes", StringComparison.Ordinal)).Take(3));
        Assert.Equal(2, world.Notebook.Lines.Count(line => line.EndsWith("ends", StringComparison.Ordinal)));
    }

    [Fact]
    public void An_idle_grain_goes_and_leaves_nothing()
    {
        var world = new EngineWorld();
        world.Run(() => Task.WhenAll(Enumerable.Range(0, 100).Select(i => world.Grain<IProbe>($"{i}").Kept())));
        Assert.Equal(100, world.Host.Activations);

        world.Wait(TimeSpan.FromSeconds(115));
        world.Run(() => world.Grain<IProbe>("7").Kept());
        world.Wait(TimeSpan.FromSeconds(30));
        Assert.Equal(1, world.Host.Activations);

        world.Wait(TimeSpan.FromMinutes(2));
        Assert.Equal((0, 0), (world.Host.Activations, world.Host.InFlight));
        Assert.Equal(100, world.Notebook.Lines.Count(line => line.EndsWith("goes: ActivationIdle", StringComparison.Ordinal)));
    }

    [Fact]
    public void A_grain_that_cannot_wake_tells_its_callers_and_is_tried_again()
    {
        var world = new EngineWorld();
        world.Run(async () =>
        {
            for (var i = 0; i < 2; i++)
                Assert.Equal("broken at birth",
                    (await Assert.ThrowsAsync<InvalidOperationException>(() => world.Grain<IProbe>("broken").Kept())).Message);
        });
        Assert.Equal(["broken wakes", "broken wakes"], world.Notebook.Lines);
        Assert.Equal((0, 0), (world.Host.Activations, world.Host.InFlight));
    }

    [Fact]
    public void A_grain_that_hangs_while_waking_is_given_up()
    {
        var world = new EngineWorld(configure: options => options.ActivationTimeout = TimeSpan.FromSeconds(3));
        world.Run(() => Assert.ThrowsAsync<TimeoutException>(() => world.Grain<IProbe>("hanging").Kept()));
        Assert.Equal(EngineWorld.Nine.AddSeconds(3), world.Time.GetUtcNow());
        Assert.Equal(0, world.Host.Activations);
    }

    [Fact]
    public void State_survives_the_process_and_can_be_cleared()
    {
        var world = new EngineWorld();
        world.Run(() => Task.WhenAll(Enumerable.Range(0, 10).Select(_ => world.Grain<ICounter>("a").Add(1))));
        world.Host.Kill();
        world.Boot();
        world.Run(async () =>
        {
            Assert.Equal(10, await world.Grain<ICounter>("a").Value());
            await world.Grain<ICounter>("a").Clear();
            Assert.Equal(-1, await world.Grain<ICounter>("a").Value());
            Assert.Equal(1, await world.Grain<ICounter>("a").Add(1));
        });
    }

    [Fact]
    public void Of_two_processes_that_write_one_state_the_late_one_fails_and_reads_again()
    {
        var world = new EngineWorld();
        var (one, two) = (world.Boot().Grains.GetGrain<ICounter>("a"), world.Boot().Grains.GetGrain<ICounter>("a"));
        world.Run(async () =>
        {
            await one.Add(1);
            await two.Add(1);
            await Assert.ThrowsAsync<InconsistentStateException>(() => one.Add(1));
            Assert.Equal(3, await one.Add(1));
        });
    }

    [Fact]
    public void A_split_brain_makes_a_second_activation_and_the_store_sees_through_it()
    {
        var world = new EngineWorld();
        world.Run(async () =>
        {
            await world.Grain<ICounter>("a").Add(1);
            var first = world.Grain<ICounter>("a").Add(1);
            await Task.Yield();
            Assert.True(world.Host.SplitBrain<ICounter>("a"));
            var second = world.Grain<ICounter>("a").Add(1);
            Assert.Equal(2, world.Host.Activations);
            var both = Task.WhenAll(first, second);
            await Assert.ThrowsAsync<InconsistentStateException>(() => both);
            Assert.Equal(3, await world.Grain<ICounter>("a").Add(1));
        });
        world.Wait(TimeSpan.FromMinutes(3));
        Assert.Equal(0, world.Host.Activations);
    }

    [Theory, InlineData(1), InlineData(2), InlineData(3), InlineData(4)]
    public void What_a_killed_engine_was_doing_never_goes_on(int seed)
    {
        var world = new EngineWorld(seed);
        var calls = new List<Task>();
        world.Clock.Start(() =>
        {
            calls.Add(world.Grain<IProbe>("a").Work("x", 10));
            calls.Add(world.Grain<IProbe>("a").Work("y", 10));
            calls.Add(world.Grain<ICounter>("b").Add(1));
            calls.Add(world.Grain<IProbe>("c").AskThrough("d").AsTask());
            return Task.CompletedTask;
        });
        Assert.True(world.Clock.RunUntil(() => world.Notebook.Lines.Contains("a x begins"), TimeSpan.FromMinutes(1)));
        var before = world.Notebook.Lines.ToArray();
        world.Host.Kill();
        world.Wait(TimeSpan.FromMinutes(10));

        Assert.Equal(before, world.Notebook.Lines);
        Assert.All(calls.Where(call => !call.IsCompletedSuccessfully),
            call => Assert.IsType<SiloUnavailableException>(call.Exception?.InnerException));
        Assert.False(calls[0].IsCompletedSuccessfully);
        world.Run(() => Assert.ThrowsAsync<SiloUnavailableException>(() => world.Grain<IProbe>("a").Kept()));
    }

    [Fact]
    public void A_crash_inside_a_write_leaves_the_write_and_nothing_after_it()
    {
        var store = new CrashingStore();
        var world = new EngineWorld { Documents = store };
        store.AfterWrite = () => world.Host.Kill();
        world.Run(() => Assert.ThrowsAsync<SiloUnavailableException>(() => world.Grain<ICounter>("a").Add(1)));
        Assert.Empty(world.Notebook.Lines);

        store.AfterWrite = () => { };
        world.Boot();
        world.Run(async () => Assert.Equal(1, await world.Grain<ICounter>("a").Value()));
    }

    [Fact]
    public void A_stop_ends_what_is_under_way_refuses_what_is_new_and_deactivates_all()
    {
        var world = new EngineWorld();
        world.Run(async () =>
        {
            var through = world.Grain<IProbe>("a").AskThrough("b").AsTask();
            var queued = Enumerable.Range(0, 5).Select(i => world.Grain<IProbe>("c").Work($"{i}", 1_000)).ToArray();
            var stopped = world.Host.StopAsync(CancellationToken.None);
            await Assert.ThrowsAsync<SiloUnavailableException>(() => world.Grain<IProbe>("d").Kept());
            await Task.WhenAll([through, .. queued, stopped]);
        });
        Assert.Equal(3, world.Notebook.Lines.Count(line => line.EndsWith("goes: ShuttingDown", StringComparison.Ordinal)));
        Assert.Equal(3, world.Notebook.Lines.Count(line => line.EndsWith("gone", StringComparison.Ordinal)));
        Assert.Equal((0, 0), (world.Host.Activations, world.Host.InFlight));
    }

    [Fact]
    public void A_stop_does_not_wait_for_a_timer_that_rings_without_end()
    {
        var world = new EngineWorld();
        world.Run(async () =>
        {
            await world.Grain<IProbe>("a").Follow();
            await Task.Delay(TimeSpan.FromSeconds(5), world.Time);
            await world.Host.StopAsync(CancellationToken.None);
        });
        Assert.InRange(world.Time.GetUtcNow() - EngineWorld.Nine, TimeSpan.FromSeconds(5), TimeSpan.FromMilliseconds(5_050));
        Assert.Equal(["a follows no more", "a goes: ShuttingDown", "a gone"], world.Notebook.Lines.TakeLast(3));
        Assert.Empty(world.Errors);
    }

    [Fact]
    public void A_stop_waits_neither_for_a_clinging_grain_nor_past_its_deadline()
    {
        var world = new EngineWorld();
        world.Run(async () =>
        {
            await world.Grain<IProbe>("clinging").Kept();
            await world.Host.StopAsync(CancellationToken.None);
        });
        Assert.InRange(world.Time.GetUtcNow() - EngineWorld.Nine, TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(6));

        world.Boot();
        world.Run(async () =>
        {
            using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(3), world.Time);
            var call = world.Grain<IProbe>("a").Work("long", 20_000);
            await world.Host.StopAsync(deadline.Token);
            await Assert.ThrowsAsync<SiloUnavailableException>(() => call);
        });
        world.Wait(TimeSpan.FromMinutes(1));
        Assert.DoesNotContain("a long ends", world.Notebook.Lines);
    }

    private sealed class CrashingStore : IDocumentStore
    {
        private readonly InMemoryDocumentStore _inner = new();

        public Action AfterWrite { get; set; } = () => { };

        public Task<StoredDocument?> Read(string kind, string key, CancellationToken cancellationToken) =>
            _inner.Read(kind, key, cancellationToken);

        public async Task<string> Write(string kind, string key, string body, string? expectedEtag, CancellationToken cancellationToken)
        {
            var etag = await _inner.Write(kind, key, body, expectedEtag, cancellationToken);
            AfterWrite();
            return etag;
        }

        public Task Clear(string kind, string key, string? expectedEtag, CancellationToken cancellationToken) =>
            _inner.Clear(kind, key, expectedEtag, cancellationToken);
    }
}
