using System.Text.Json;
using ServiceDesk.Domain;

namespace ServiceDesk.Gateway.Streams;

/// <summary>
/// The frame that every stream of the desk shares: server-sent events as the HTML standard has them, a sign of life while there is nothing to
/// tell, and an end after ten minutes at most.
/// </summary>
/// <param name="Ended">The client has gone, the desk goes, or the stream is old enough.</param>
public sealed record ServerSentEvents(HttpResponse Response, CancellationToken Ended)
{
    /// <summary>How long nothing may be written. Proxies cut what is silent for longer.</summary>
    public static readonly TimeSpan KeepAlive = TimeSpan.FromSeconds(15);

    /// <summary>Then the client comes again, goes on where it was, and is looked at anew: what it may see may have changed.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(10);

    /// <summary>Opens the stream, and keeps it open until <paramref name="tell"/> returns or the stream has ended.</summary>
    /// <param name="stopping">The desk is going: the client shall come again elsewhere.</param>
    public static async Task Write(HttpContext http, Func<ServerSentEvents, Task> tell, CancellationToken stopping)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted, stopping);
        ended.CancelAfter(Longest);
        var response = http.Response;
        response.ContentType = "text/event-stream";
        response.Headers.CacheControl = "no-store";
        response.Headers["X-Accel-Buffering"] = "no";
        try
        {
            var stream = new ServerSentEvents(response, ended.Token);
            await stream.Comment("open");
            await tell(stream);
        }
        catch (OperationCanceledException) when (ended.IsCancellationRequested)
        {
            // The client has gone, or the desk goes: either way the stream just ends.
        }
    }

    /// <summary>Writes an event; it is on its way with the next <see cref="Flush"/>.</summary>
    /// <param name="id">What the client sends as <c>Last-Event-ID</c> when it comes again.</param>
    public Task Event<T>(long id, string name, T data) =>
        Response.WriteAsync($"id: {id}\nevent: {name}\ndata: {JsonSerializer.Serialize(data, DeskJson.Wire)}\n\n", Ended);

    /// <summary>Writes an event that is of the moment only: whoever comes again does not go on from it.</summary>
    public Task Event<T>(string name, T data) => Response.WriteAsync($"event: {name}\ndata: {JsonSerializer.Serialize(data, DeskJson.Wire)}\n\n", Ended);

    /// <summary>Says that the desk is still there.</summary>
    public Task Alive() => Comment("still here");

    /// <summary>Waits until the client has taken what was written: a slow one costs no memory.</summary>
    public Task Flush() => Response.Body.FlushAsync(Ended);

    private async Task Comment(string text)
    {
        await Response.WriteAsync($": {text}\n\n", Ended);
        await Flush();
    }
}
