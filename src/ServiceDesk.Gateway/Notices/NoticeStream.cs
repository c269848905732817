using System.Text.Json;
using ServiceDesk.Domain;
using ServiceDesk.Gateway.Errors;
using ServiceDesk.Gateway.Identity;
using ServiceDesk.Storage.Notices;

namespace ServiceDesk.Gateway.Notices;

/// <summary>Writes a person's notices as they come. A digest that grows comes again under its own id, with a new place in the stream.</summary>
/// <param name="Start">Place to begin beyond; null for what comes from now on.</param>
/// <param name="Stopping">The desk is going: the client shall come again elsewhere.</param>
public sealed record NoticeStream(
    IInboxes Inboxes, InboxBell Bell, NoticeViews Views, Caller Caller, long? Start, CancellationToken Stopping) : IResult
{
    private const int Batch = 50;

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
            var place = Start ?? await Inboxes.Last(ended.Token);
            await response.WriteAsync(": open\n\n", ended.Token);
            await response.Body.FlushAsync(ended.Token);
            while (true) place = await Next(httpContext, place, ended.Token);
        }
        catch (OperationCanceledException) when (ended.IsCancellationRequested)
        {
            // The client has gone, or the desk goes: either way the stream just ends.
        }
    }

    private async Task<long> Next(HttpContext http, long place, CancellationToken ended)
    {
        // Read before the notices: what lies up to here and is not among them is somebody else's.
        var last = await Inboxes.Last(ended);
        var items = await Inboxes.Beyond(Caller.Id, place, Batch, ended);
        foreach (var item in items)
            foreach (var view in await Views.Of([item], Caller, Languages.Of(http.Request), ended))
                await http.Response.WriteAsync($"id: {item.Seq}\nevent: notice\ndata: {JsonSerializer.Serialize(view, DeskJson.Wire)}\n\n", ended);
        if (items.Count > 0)
        {
            await http.Response.Body.FlushAsync(ended);
            return items[^1].Seq;
        }

        if (last > place) return last;
        await Bell.WaitBeyond(place, KeepAlive, ended);
        if (await Inboxes.Last(ended) > place) return place;
        await http.Response.WriteAsync(": still here\n\n", ended);
        await http.Response.Body.FlushAsync(ended);
        return place;
    }
}
