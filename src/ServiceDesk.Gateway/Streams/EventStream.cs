using System.Text.Json;
using ServiceDesk.Domain;
using ServiceDesk.Gateway.Contacts;
using ServiceDesk.Storage.Feed;

namespace ServiceDesk.Gateway.Streams;

/// <summary>
/// Writes events as they are committed. Reads on only when the client has taken what was written: a slow one costs no memory,
/// and finds its place by position.
/// </summary>
/// <param name="Start">Position to begin beyond; null for what comes from now on.</param>
/// <param name="Stopping">The desk is going: the client shall come again elsewhere.</param>
public sealed record EventStream(IFeed Feed, Erasures Erasures, IReadOnlyList<string> Sites, long? Start, CancellationToken Stopping) : IResult
{
    private const int Batch = 100;

    private static readonly TimeSpan KeepAlive = TimeSpan.FromSeconds(15);

    /// <summary>Then the client comes again, goes on where it was, and is looked at anew: what it may see may have changed.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(10);

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(httpContext.RequestAborted, Stopping);
        ended.CancelAfter(Longest);
        var response = httpContext.Response;
        response.ContentType = "text/event-stream";
        response.Headers.CacheControl = "no-store";
        response.Headers["X-Accel-Buffering"] = "no";
        try
        {
            var position = Start ?? await Feed.Last(ended.Token);
            await response.WriteAsync(": open\n\n", ended.Token);
            await response.Body.FlushAsync(ended.Token);
            while (true) position = await Next(response, position, ended.Token);
        }
        catch (OperationCanceledException) when (ended.IsCancellationRequested)
        {
            // The client has gone, or the desk goes: either way the stream just ends.
        }
    }

    private async Task<long> Next(HttpResponse response, long position, CancellationToken ended)
    {
        var last = await Feed.Last(ended);
        var items = Sites.Count == 0 ? [] : await Feed.Read(position, Sites, Batch, ended);
        foreach (var item in items)
        {
            var data = JsonSerializer.Serialize(EventEndpoints.EventEntry.Of(item, Erasures), DeskJson.Wire);
            await response.WriteAsync($"id: {item.Position}\nevent: {item.Kind}\ndata: {data}\n\n", ended);
        }

        if (items.Count > 0)
        {
            await response.Body.FlushAsync(ended);
            return items[^1].Position;
        }

        // What lies between is of other sites.
        var seen = Math.Max(position, last);
        if (seen > position) return seen;
        await Feed.WaitBeyond(position, KeepAlive, ended);
        if (await Feed.Last(ended) > position) return position;
        await response.WriteAsync(": still here\n\n", ended);
        await response.Body.FlushAsync(ended);
        return position;
    }
}
