using ServiceDesk.Gateway.Contacts;
using ServiceDesk.Gateway.Viewers;
using ServiceDesk.Storage.Feed;

namespace ServiceDesk.Gateway.Streams;

/// <summary>
/// Writes events as they are committed. Reads on only when the client has taken what was written: a slow one costs no memory,
/// and finds its place by position.
/// </summary>
/// <param name="Start">Position to begin beyond; null for what comes from now on.</param>
/// <param name="Viewers">What is told of those who look at the same tickets; null for nothing.</param>
/// <param name="Stopping">The desk is going: the client shall come again elsewhere.</param>
public sealed record EventStream(
    IFeed Feed, Erasures Erasures, IReadOnlyList<string> Sites, long? Start, ViewerNews? Viewers, TimeProvider Time, CancellationToken Stopping) : IResult
{
    private const int Batch = 100;

    public Task ExecuteAsync(HttpContext httpContext) => ServerSentEvents.Write(httpContext, async stream =>
    {
        var position = Start ?? await Feed.Last(stream.Ended);
        while (true) position = await Next(stream, position);
    }, Stopping);

    private async Task<long> Next(ServerSentEvents stream, long position)
    {
        var last = await Feed.Last(stream.Ended);
        var items = Sites.Count == 0 ? [] : await Feed.Read(position, Sites, Batch, stream.Ended);
        foreach (var item in items) await stream.Event(item.Position, item.Kind, EventEndpoints.EventEntry.Of(item, Erasures));
        if (items.Count > 0)
        {
            await stream.Flush();
            return items[^1].Position;
        }

        // What lies between is of other sites.
        var seen = Math.Max(position, last);
        if (seen > position) return seen;
        await Wait(stream, position);
        if (await Feed.Last(stream.Ended) == position) await stream.Alive();
        return position;
    }

    /// <summary>Waits for the next event, and tells meanwhile who comes and goes.</summary>
    private async Task Wait(ServerSentEvents stream, long position)
    {
        var next = Feed.WaitBeyond(position, ServerSentEvents.KeepAlive, stream.Ended);
        while (Viewers is not null && !next.IsCompleted)
        {
            if (await Viewers.Tell(stream)) await stream.Flush();
            await Task.WhenAny(next, Task.Delay(SharedViewers.Pace, Time, stream.Ended));
        }

        await next;
    }
}
