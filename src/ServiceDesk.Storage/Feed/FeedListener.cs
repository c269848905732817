using System.Globalization;
using Microsoft.Extensions.Logging;
using Npgsql;
using ServiceDesk.Storage.Schema;

namespace ServiceDesk.Storage.Feed;

/// <summary>Hears on one connection what other processes commit, from the first reader on that waits for it. While it cannot, readers poll.</summary>
internal sealed class FeedListener : IAsyncDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);

    private readonly CancellationTokenSource _stop = new();
    private readonly Task _listening;

    public FeedListener(NpgsqlDataSource source, StoreFeed feed, TimeProvider time, ILogger log) => _listening = Listen(source, feed, time, log);

    private async Task Listen(NpgsqlDataSource source, StoreFeed feed, TimeProvider time, ILogger log)
    {
        await Task.Yield();
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                await feed.Awaited.WaitAsync(_stop.Token);
                await using var connection = await source.OpenConnectionAsync(_stop.Token);
                connection.Notification += (_, told) => feed.Reached(long.Parse(told.Payload, CultureInfo.InvariantCulture));
                await using (var listen = new NpgsqlCommand($"LISTEN {AppendFunction.Channel}", connection))
                    await listen.ExecuteNonQueryAsync(_stop.Token);
                while (true) await connection.WaitAsync(_stop.Token);
            }
            catch (Exception fault) when (!_stop.IsCancellationRequested)
            {
                log.LogWarning(fault, "Lost the connection that listens for commits");
                await Task.Delay(Pause, time, _stop.Token).ContinueWith(_ => { }, TaskScheduler.Default);
            }
            catch (Exception) when (_stop.IsCancellationRequested)
            {
                return;
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _listening;
        _stop.Dispose();
    }
}
