using ServiceDesk.Gateway.Errors;
using ServiceDesk.Gateway.Identity;
using ServiceDesk.Gateway.Streams;
using ServiceDesk.Storage.Notices;

namespace ServiceDesk.Gateway.Notices;

/// <summary>Writes a person's notices as they come. A digest that grows comes again under its own id, with a new place in the stream.</summary>
/// <param name="Start">Place to begin beyond; null for what comes from now on.</param>
/// <param name="Stopping">The desk is going: the client shall come again elsewhere.</param>
public sealed record NoticeStream(
    IInboxes Inboxes, InboxBell Bell, NoticeViews Views, Caller Caller, long? Start, CancellationToken Stopping) : IResult
{
    private const int Batch = 50;

    public Task ExecuteAsync(HttpContext httpContext) => ServerSentEvents.Write(httpContext, async stream =>
    {
        var language = Languages.Of(httpContext.Request);
        var place = Start ?? await Inboxes.Last(stream.Ended);
        while (true) place = await Next(stream, language, place);
    }, Stopping);

    private async Task<long> Next(ServerSentEvents stream, Language language, long place)
    {
        // Read before the notices: what lies up to here and is not among them is somebody else's.
        var last = await Inboxes.Last(stream.Ended);
        var items = await Inboxes.Beyond(Caller.Id, place, Batch, stream.Ended);
        foreach (var item in items)
            foreach (var view in await Views.Of([item], Caller, language, stream.Ended)) await stream.Event(item.Seq, "notice", view);
        if (items.Count > 0)
        {
            await stream.Flush();
            return items[^1].Seq;
        }

        if (last > place) return last;
        await Bell.WaitBeyond(place, ServerSentEvents.KeepAlive, stream.Ended);
        if (await Inboxes.Last(stream.Ended) == place) await stream.Alive();
        return place;
    }
}
