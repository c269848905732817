using Microsoft.Extensions.Logging;
using ServiceDesk.Grains.Tickets;
using ServiceDesk.Storage.Telemetry;

namespace ServiceDesk.Storage.Journal;

/// <summary>
/// Group commit. One thread writes; what arrives while it waits for the disk is the next batch. So batches are as large as the load
/// makes them, and a lone append waits for nobody.
/// </summary>
internal sealed class JournalWriter : IAsyncDisposable
{
    /// <summary>Items of one transaction: more gain nothing and make the others wait.</summary>
    public const int BatchSize = 200;

    private readonly IBatchSink _sink;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly Action<long> _committed;
    private readonly int _capacity;
    private readonly StoreTelemetry _telemetry;
    private readonly Lock _gate = new();
    private readonly ManualResetEventSlim _arrived = new(false);
    private readonly TaskCompletionSource _stopped = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private List<WriteItem> _queue = [];
    private int _waiting;
    private long _takenAt;        // arrival of the oldest item that has left the queue and is not on disk yet; 0 for none
    private int _alarms;
    private bool _closing;

    /// <param name="committed">Told the feed position after each commit that has events.</param>
    /// <param name="capacity">
    /// Items that may wait, those being written included. Beside them a quarter as many alarms: however many ring at once, what
    /// people do still finds room, and however much people do, alarms find theirs.
    /// </param>
    public JournalWriter(IBatchSink sink, TimeProvider time, ILogger log, Action<long> committed, int capacity)
    {
        (_sink, _time, _log, _committed, _capacity) = (sink, time, log, committed, capacity);
        _telemetry = new(() => Waiting, Oldest);
        new Thread(Run) { IsBackground = true, Name = "journal writer" }.Start();
    }

    public int Waiting => Volatile.Read(ref _waiting) + Volatile.Read(ref _alarms);

    private int RoomForAlarms => Math.Max(1, _capacity / 4);

    /// <exception cref="StoreBusyException">The queue, or its part for alarms, is full.</exception>
    public Task<T> Write<T>(WriteItem<T> item)
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_closing, this);
            var (waiting, room) = item.IsAlarm ? (_alarms, RoomForAlarms) : (_waiting, _capacity);
            if (waiting >= room)
            {
                _telemetry.Refused();
                throw new StoreBusyException($"{waiting} writes are waiting for the disk.");
            }

            Count(item, 1);
            item.ArrivedAt = _time.GetTimestamp();
            _queue.Add(item);
            _arrived.Set();
        }

        return item.Done;
    }

    /// <summary>Takes no more, and writes what is waiting.</summary>
    public async ValueTask DisposeAsync()
    {
        lock (_gate)
        {
            _closing = true;
            _arrived.Set();
        }

        await _stopped.Task;
        _arrived.Dispose();
        _telemetry.Dispose();
    }

    /// <summary>How long the oldest write has waited; zero when none waits.</summary>
    private TimeSpan Oldest()
    {
        lock (_gate)
        {
            var arrivedAt = _takenAt != 0 ? _takenAt : _queue.Count > 0 ? _queue[0].ArrivedAt : 0;
            return arrivedAt == 0 ? TimeSpan.Zero : _time.GetElapsedTime(arrivedAt);
        }
    }

    private void Run()
    {
        var put = new List<WriteItem>();       // those that have to wait for one of the batch before
        while (true)
        {
            if (put.Count == 0) _arrived.Wait();
            var closing = Collect(put);
            var batch = Pick(put);
            if (batch.Count > 0) Write(batch);
            else if (closing) break;
            Taken(put);
        }

        _sink.Dispose();
        _stopped.SetResult();
    }

    private bool Collect(List<WriteItem> put)
    {
        lock (_gate)
        {
            if (put.Count == 0) put.EnsureCapacity(_queue.Count);
            put.AddRange(_queue);
            _queue.Clear();
            Taken(put);
            if (!_closing) _arrived.Reset();
            return _closing;
        }
    }

    private void Taken(List<WriteItem> put)
    {
        lock (_gate) _takenAt = put.Count > 0 ? put[0].ArrivedAt : 0;
    }

    /// <summary>The next batch, in order of arrival; whoever shares a key with an earlier one, taken or not, waits behind it.</summary>
    private static List<WriteItem> Pick(List<WriteItem> waiting)
    {
        var batch = new List<WriteItem>(Math.Min(waiting.Count, BatchSize));
        var keys = new HashSet<string>(StringComparer.Ordinal);
        var left = 0;
        var next = 0;
        for (; next < waiting.Count && batch.Count < BatchSize; next++)
        {
            var item = waiting[next];
            var free = true;
            foreach (var key in item.Keys) free &= keys.Add(key);
            if (free) batch.Add(item);
            else waiting[left++] = item;
        }

        waiting.RemoveRange(left, next - left);
        return batch;
    }

    private void Write(List<WriteItem> batch)
    {
        var begunAt = _time.GetTimestamp();
        try
        {
            using var span = StoreTelemetry.BeginCommit(batch);
            _sink.Write(batch, _time.GetUtcNow().ToUnixTimeMilliseconds());
        }
        catch (Exception fault) when (batch.Count > 1 && RolledBack(fault))
        {
            // One of them cannot be written: the others must not suffer.
            foreach (var item in batch) Write([item]);
            return;
        }
        catch (Exception fault)
        {
            _telemetry.Failed(_time.GetElapsedTime(begunAt));
            Fail(batch, fault);
            return;
        }

        var position = 0L;
        foreach (var item in batch)
        {
            position = Math.Max(position, item.Position);
            item.Complete();
        }

        Left(batch);
        _telemetry.Committed(batch, _time.GetElapsedTime(begunAt));
        if (position > 0) _committed(position);
    }

    private void Fail(List<WriteItem> batch, Exception fault)
    {
        var alone = RolledBack(fault);
        _log.LogError(fault, "Writing {Count} items failed", batch.Count);
        if (!alone) _sink.Reset();
        foreach (var item in batch)
            item.Fail(alone ? fault : new StoreUnavailableException("The store did not confirm a write: it may have happened or not.", fault));
        Left(batch);
    }

    private bool RolledBack(Exception fault) => _sink.RolledBack(fault);

    private void Left(List<WriteItem> batch)
    {
        lock (_gate)
        {
            foreach (var item in batch) Count(item, -1);
        }
    }

    private void Count(WriteItem item, int change)
    {
        if (item.IsAlarm) _alarms += change;
        else _waiting += change;
    }
}
