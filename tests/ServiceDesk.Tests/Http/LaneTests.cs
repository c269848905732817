using ServiceDesk.Gateway.Requests;
using ServiceDesk.Tests.Servers;

namespace ServiceDesk.Tests.Http;

/// <summary>How many requests may be under way at once, and who goes next.</summary>
public sealed class LaneTests
{
    private static readonly TimeSpan Quick = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan Slow = Lane.Prompt * 2;

    /// <summary>For what has been decided already.</summary>
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(10);

    private readonly HandTime _time = new();
    private readonly Lane _lane;

    public LaneTests() => _lane = new(_time);

    [Fact]
    public async Task Nobody_waits_while_there_is_room()
    {
        await Fill(Lane.Most);
        Assert.Equal((Lane.Most, 0), (_lane.Limit, _lane.Waiting));
    }

    [Fact]
    public async Task Slow_answers_let_fewer_in_but_never_fewer_than_show_when_it_goes_on()
    {
        await Answer(Slow, seconds: 1);
        Assert.InRange(_lane.Limit, Lane.Fewest, Lane.Most - 1);
        await Answer(Slow, seconds: 60);
        Assert.Equal(Lane.Fewest, _lane.Limit);
        await Fill(Lane.Fewest);
        Assert.Equal(0, _lane.Waiting);
    }

    [Fact]
    public async Task When_nothing_comes_back_fewer_are_let_in_before_any_has_been_slow()
    {
        await Fill(Lane.Fewest);
        var asked = new List<Task<bool>>();
        for (var second = 0; second < 60; second++)
        {
            _time.Pass(Lane.Pace);
            asked.Add(_lane.Enter(CancellationToken.None).AsTask());
        }

        Assert.Equal(Lane.Fewest, _lane.Limit);
        Assert.True(await asked[0].WaitAsync(Soon));
        Assert.False(await asked[20].WaitAsync(Soon));
    }

    [Fact]
    public async Task Bodies_that_come_in_slowly_close_the_lane_for_nobody()
    {
        for (var second = 0; second < 2 * Lane.Fewest; second++)
        {
            Assert.True(await _lane.Enter(CancellationToken.None).AsTask().WaitAsync(Soon));
            _time.Pass(Lane.Pace);
        }

        _lane.Leave(null);
        Assert.Equal(Lane.Most, _lane.Limit);
    }

    [Fact]
    public async Task Some_that_hang_close_the_lane_for_nobody()
    {
        for (var second = 0; second < 60; second++)
        {
            await Fill(3);
            _lane.Leave(Quick);
            _lane.Leave(Quick);
            _time.Pass(Lane.Pace);
            _lane.Leave(Slow);
        }

        Assert.Equal(Lane.Most, _lane.Limit);
    }

    [Fact]
    public async Task Prompt_answers_let_more_in_again_while_others_wait()
    {
        await Answer(Slow, seconds: 60);
        for (var second = 0; second < 60; second++)
        {
            await Fill(1);
            _lane.Leave(Quick);
            var limit = _lane.Limit;
            await Fill(limit);
            var next = _lane.Enter(CancellationToken.None).AsTask();
            _lane.Leave(Quick);
            Begun(await next.WaitAsync(Soon));
            for (var i = 0; i < limit; i++) _lane.Leave(Quick);
            _time.Pass(Lane.Pace);
        }

        Assert.Equal(Lane.Most, _lane.Limit);
    }

    [Fact]
    public async Task The_newest_goes_next()
    {
        await Fill(Lane.Most);
        var (older, newer) = (_lane.Enter(CancellationToken.None).AsTask(), _lane.Enter(CancellationToken.None).AsTask());
        _lane.Leave(Quick);
        Assert.True(await newer.WaitAsync(Soon));
        Assert.False(older.IsCompleted);
        _lane.Leave(Quick);
        Assert.True(await older.WaitAsync(Soon));
    }

    [Fact]
    public async Task Whose_turn_does_not_come_in_time_is_refused()
    {
        await Fill(Lane.Most);
        var turn = _lane.Enter(CancellationToken.None).AsTask();
        _time.Pass(Lane.Patience - Quick);
        Assert.False(turn.IsCompleted);
        _time.Pass(Quick);
        Assert.False(await turn.WaitAsync(Soon));
        Assert.Equal(0, _lane.Waiting);
    }

    [Fact]
    public async Task Who_has_gone_takes_no_turn()
    {
        await Fill(Lane.Most);
        using var gone = new CancellationTokenSource();
        var staying = _lane.Enter(CancellationToken.None).AsTask();
        var leaving = _lane.Enter(gone.Token).AsTask();
        await gone.CancelAsync();
        Assert.False(await leaving.WaitAsync(Soon));
        _lane.Leave(Quick);
        Assert.True(await staying.WaitAsync(Soon));
    }

    [Fact]
    public async Task When_too_many_wait_the_one_who_has_waited_longest_is_refused()
    {
        await Fill(Lane.Most);
        var turns = Enumerable.Range(0, Lane.Most + 1).Select(_ => _lane.Enter(CancellationToken.None).AsTask()).ToArray();
        Assert.False(await turns[0].WaitAsync(Soon));
        Assert.Equal(Lane.Most, _lane.Waiting);
        Assert.All(turns.Skip(1), turn => Assert.False(turn.IsCompleted));
    }

    [Fact]
    public async Task While_its_body_comes_in_nothing_is_held_against_a_request()
    {
        for (var round = 0; round < 60; round++)
        {
            var turn = await Turn();
            turn.Wait();
            _time.Pass(Slow);
            turn.GoOn();
            turn.End();
        }

        Assert.Equal(Lane.Most, _lane.Limit);
        for (var i = 0; i < 2 * Lane.Fewest; i++) (await Turn()).Wait();
        for (var second = 0; second < 60; second++)
        {
            _time.Pass(Lane.Pace);
            (await Turn()).Wait();
        }

        Assert.Equal(Lane.Most, _lane.Limit);
    }

    [Fact]
    public async Task What_hangs_once_its_body_has_come_in_is_known_to_hang()
    {
        for (var i = 0; i < Lane.Fewest; i++)
        {
            var turn = await Turn();
            turn.Wait();
            turn.GoOn();
        }

        for (var second = 0; second < 60; second++)
        {
            _time.Pass(Lane.Pace);
            _ = _lane.Enter(CancellationToken.None).AsTask();
        }

        Assert.Equal(Lane.Fewest, _lane.Limit);
    }

    [Fact]
    public async Task What_is_done_before_and_after_its_body_comes_in_counts_together()
    {
        for (var round = 0; round < 60; round++)
        {
            var turn = await Turn();
            _time.Pass(Slow / 3);
            turn.Wait();
            turn.GoOn();
            _time.Pass(Slow / 3);
            turn.End();
        }

        Assert.Equal(Lane.Fewest, _lane.Limit);
    }

    [Fact]
    public async Task How_long_an_answer_is_read_is_not_held_against_it()
    {
        for (var round = 0; round < 60; round++)
        {
            var turn = await Turn();
            turn.Answer();
            _time.Pass(Slow);
            turn.End();
        }

        Assert.Equal(Lane.Most, _lane.Limit);
    }

    private async Task<Turn> Turn()
    {
        Assert.True(await _lane.Enter(CancellationToken.None).AsTask().WaitAsync(Soon));
        return new(_lane, _time);
    }

    private async Task Fill(int count)
    {
        for (var i = 0; i < count; i++) Begun(await _lane.Enter(CancellationToken.None).AsTask().WaitAsync(Soon));
    }

    private void Begun(bool hasTurn)
    {
        Assert.True(hasTurn);
        _lane.Begin();
    }

    /// <summary>One answer a second.</summary>
    private async Task Answer(TimeSpan took, int seconds)
    {
        for (var second = 0; second < seconds; second++)
        {
            await Fill(1);
            _time.Pass(Lane.Pace);
            _lane.Leave(took);
        }
    }
}
