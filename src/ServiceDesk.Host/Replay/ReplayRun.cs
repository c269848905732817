using System.Threading.Channels;

namespace ServiceDesk.Host.Replay;

/// <summary>Plays a log: the events of a case one after the other, different cases side by side.</summary>
internal sealed class ReplayRun(ReplayOptions options, CaseReplay cases, ReplayTally tally, TimeProvider time)
{
    /// <summary>How many events may wait for their turn, per lane.</summary>
    private const int Ahead = 64;

    /// <summary>Comes back when every event has its fate.</summary>
    /// <exception cref="DeskSilentException">The desk does not answer; the events without a fate are missing in the tally.</exception>
    public async Task Play(IAsyncEnumerable<LogLine> log, CancellationToken cancel)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var lanes = Enumerable.Range(0, options.Concurrency).Select(_ => Channel.CreateBounded<Turn>(Ahead)).ToList();
        var work = lanes.Select(lane => Drain(lane.Reader, stop)).ToList();
        try
        {
            await Deal(options.Speed is { } speed ? InTime(log, speed, stop.Token) : log, lanes, stop.Token);
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            // A lane has failed: what it threw comes out below.
        }
        finally
        {
            foreach (var lane in lanes) lane.Writer.Complete();
        }

        await Task.WhenAll(work);
    }

    /// <summary>A case keeps its lane, so its events stay in order.</summary>
    private async Task Deal(IAsyncEnumerable<LogLine> log, List<Channel<Turn>> lanes, CancellationToken cancel)
    {
        var known = new Dictionary<string, Turn>();
        await foreach (var line in log.WithCancellation(cancel))
        {
            if (line.Event is not { } e)
            {
                tally.CountIn(opensCase: false);
                tally.Count(line, null, new(Fate.Refused, "unreadable", null, "The line is no event."));
                continue;
            }

            var opens = !known.TryGetValue(e.Case, out var former);
            if (opens && known.Count == options.Limit) continue;
            var turn = opens ? new Turn(known.Count % lanes.Count, new(), line) : former! with { Line = line };
            if (opens) known.Add(e.Case, turn);
            tally.CountIn(opens);
            await lanes[turn.Lane].Writer.WriteAsync(turn, cancel);
        }
    }

    private async Task Drain(ChannelReader<Turn> turns, CancellationTokenSource stop)
    {
        try
        {
            await foreach (var turn in turns.ReadAllAsync(stop.Token))
                tally.Count(turn.Line, turn.Ticket, await cases.Play(turn.Ticket, turn.Line.Event!, stop.Token));
        }
        catch
        {
            await stop.CancelAsync();
            throw;
        }
    }

    /// <summary>Every event at its time, seen from the first one. The log is read whole: files are rarely in order of time.</summary>
    private async IAsyncEnumerable<LogLine> InTime(
        IAsyncEnumerable<LogLine> log, double speed, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancel)
    {
        var lines = new List<LogLine>();
        await foreach (var line in log.WithCancellation(cancel)) lines.Add(line);
        var began = time.GetTimestamp();
        DateTime? first = null;
        foreach (var line in lines.OrderBy(line => line.Event?.WallClock ?? DateTime.MinValue))
        {
            if (line.Event is { } e)
            {
                first ??= e.WallClock;
                var wait = ((e.WallClock - first.Value) / speed) - time.GetElapsedTime(began);
                if (wait > TimeSpan.Zero) await Task.Delay(wait, time, cancel);
            }

            yield return line;
        }
    }

    private sealed record Turn(int Lane, CaseState Ticket, LogLine Line);
}
