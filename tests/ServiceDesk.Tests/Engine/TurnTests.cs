namespace ServiceDesk.Tests.Engine;

public sealed class TurnTests
{
    [Theory, InlineData(1), InlineData(2), InlineData(3)]
    public void Turns_never_interleave_whatever_they_await(int seed)
    {
        var world = new EngineWorld(seed);
        world.Run(() => Task.WhenAll(Enumerable.Range(0, 50).Select(i => world.Grain<IProbe>("a").Work($"{i}", i % 3))));

        var lines = world.Notebook.Lines;
        Assert.Equal("a wakes", lines[0]);
        Assert.Equal(101, lines.Count);
        for (var i = 1; i < lines.Count; i += 2)
            Assert.Equal(lines[i].Replace("begins", "ends", StringComparison.Ordinal), lines[i + 1]);
    }

    [Fact]
    public void A_grain_that_is_called_back_while_it_waits_is_not_entered_again()
    {
        var world = new EngineWorld();
        var call = world.Clock.Start(() => world.Grain<IProbe>("a").AskThrough("a").AsTask());
        Assert.True(world.Clock.RunUntil(() => call.IsCompleted, TimeSpan.FromMinutes(2)));
        Assert.IsType<TimeoutException>(call.Exception!.InnerException);
        Assert.Equal(["a wakes"], world.Notebook.Lines);
    }

    [Fact]
    public void Different_grains_run_side_by_side()
    {
        var world = new EngineWorld();
        world.Run(() => Task.WhenAll(world.Grain<IProbe>("a").Work("x", 20_000), world.Grain<IProbe>("b").Work("x", 20_000)));
        Assert.Equal(EngineWorld.Nine.AddSeconds(20), world.Time.GetUtcNow());
    }

    [Fact]
    public void A_one_way_call_returns_at_once_and_its_error_is_logged()
    {
        var world = new EngineWorld();
        world.Run(async () =>
        {
            var call = world.Grain<IProbe>("a").Fling("bomb");
            Assert.True(call.IsCompletedSuccessfully);
            await world.Grain<IProbe>("a").Kept();
        });
        Assert.Contains("a got bomb", world.Notebook.Lines);
        Assert.Contains(world.Errors, line => line.Contains("probe/a.Fling", StringComparison.Ordinal) && line.Contains("bang", StringComparison.Ordinal));
    }

    [Fact]
    public void An_exception_reaches_the_caller_and_the_grain_lives_on()
    {
        var world = new EngineWorld();
        world.Run(async () =>
        {
            await world.Grain<IProbe>("a").Keep([1]);
            Assert.Equal("no", (await Assert.ThrowsAsync<InvalidOperationException>(() => world.Grain<IProbe>("a").Fail())).Message);
            Assert.Equal(1, await world.Grain<IProbe>("a").Kept());
        });
    }

    [Fact]
    public void A_full_queue_refuses_and_its_neighbours_do_not()
    {
        var world = new EngineWorld(configure: options => options.MaxQueuePerActivation = 5);
        world.Run(async () =>
        {
            var calls = Enumerable.Range(0, 10).Select(_ => world.Grain<IProbe>("a").Work("x", 100)).ToArray();
            await world.Grain<IProbe>("b").Kept();
            var all = Task.WhenAll(calls);
            await Assert.ThrowsAsync<LimitExceededException>(() => all);
        });
        Assert.InRange(world.Notebook.Lines.Count(line => line == "a x ends"), 5, 6);
        Assert.Equal(0, world.Host.InFlight);
    }

    [Fact]
    public void Too_many_messages_in_the_engine_are_refused_at_the_door()
    {
        var world = new EngineWorld(configure: options => options.MaxInFlight = 3);
        world.Run(async () =>
        {
            var calls = Enumerable.Range(0, 5).Select(i => world.Grain<IProbe>($"{i}").AskThrough($"{i} too").AsTask()).ToArray();
            await Task.WhenAll(calls).ContinueWith(_ => { }, TaskScheduler.Current);
            Assert.Equal(3, calls.Count(call => call.IsCompletedSuccessfully));
            Assert.Equal(2, calls.Count(call => call.Exception?.InnerException is LimitExceededException));
        });
    }

    [Fact]
    public void A_call_without_an_answer_times_out_while_its_turn_goes_on_and_is_seen_to()
    {
        var world = new EngineWorld();
        world.Run(async () =>
        {
            var call = world.Grain<IProbe>("a").Work("long", 90_000);
            var behind = world.Grain<IProbe>("a").Work("behind", 1);
            await Assert.ThrowsAsync<TimeoutException>(() => call);
            await Assert.ThrowsAsync<TimeoutException>(() => behind);
            Assert.InRange(world.Time.GetUtcNow() - EngineWorld.Nine, TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(32));

            var busy = Assert.Single(world.Host.BusyLongerThan(TimeSpan.FromSeconds(20)));
            Assert.Equal(("probe", "a", "Work", 1), (busy.GrainType, busy.Key, busy.Method, busy.Waiting));
        });
        world.Wait(TimeSpan.FromSeconds(75));
        Assert.Contains("a long ends", world.Notebook.Lines);
        Assert.DoesNotContain("a behind begins", world.Notebook.Lines);
        Assert.Empty(world.Host.BusyLongerThan(TimeSpan.Zero));
    }

    [Fact]
    public void Messages_are_copied_so_that_nobody_shares_a_list()
    {
        var world = new EngineWorld();
        world.Run(async () =>
        {
            var mine = new List<int> { 1, 2 };
            var kept = await world.Grain<IProbe>("a").Keep(mine);
            mine.Add(3);
            kept.Add(4);
            kept.Add(5);
            Assert.Equal(2, await world.Grain<IProbe>("a").Kept());
        });
    }

    [Fact]
    public void A_grain_timer_rings_as_a_turn_until_its_grain_goes()
    {
        var world = new EngineWorld(configure: options => options.CollectionAge = TimeSpan.FromSeconds(5));
        world.Run(async () =>
        {
            await world.Grain<IProbe>("a").Tick(1_000);
            await world.Grain<IProbe>("a").Work("x", 1_500);
        });
        world.Wait(TimeSpan.FromMinutes(1));
        var lines = world.Notebook.Lines;
        Assert.Equal(["a x begins", "a x ends", "a timer begins", "a timer ends"], lines.Skip(1).Take(4));
        Assert.InRange(lines.Count(line => line == "a timer ends"), 4, 7);
        Assert.Equal("a gone", lines[^1]);
    }

    [Fact]
    public void References_to_one_grain_are_equal_and_know_their_key()
    {
        var world = new EngineWorld();
        Assert.Equal(world.Grain<IProbe>("a"), world.Grain<IProbe>("a"));
        Assert.NotEqual(world.Grain<IProbe>("a"), world.Grain<IProbe>("b"));
        Assert.Equal("a", world.Grain<IProbe>("a").GetPrimaryKeyString());
    }

    [Fact]
    public void An_interface_served_by_nobody_or_by_two_is_named_in_the_error()
    {
        var world = new EngineWorld();
        Assert.Contains("INobody", Assert.Throws<ArgumentException>(() => world.Grain<INobody>("a")).Message, StringComparison.Ordinal);
        Assert.Contains("CastorGrain, PolluxGrain", Assert.Throws<ArgumentException>(() => world.Grain<ITwins>("a")).Message, StringComparison.Ordinal);
    }
}
