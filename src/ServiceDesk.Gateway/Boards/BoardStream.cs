using System.Text.Json;
using ServiceDesk.Domain;
using ServiceDesk.Storage.Feed;

namespace ServiceDesk.Gateway.Boards;

/// <summary>
/// Writes the boards of some sites: all at first, then each whenever something of it has changed, at most once in
/// <see cref="SharedBoards.Pace"/>. A board is whole, so whoever comes again has missed nothing.
/// </summary>
/// <param name="Stopping">The desk is going: the client shall come again elsewhere.</param>
public sealed record BoardStream(SharedBoards Boards, IFeed Feed, TimeProvider Time, IReadOnlyList<string> Sites, CancellationToken Stopping) : IResult
{
    private static readonly TimeSpan KeepAlive = TimeSpan.FromSeconds(15);

    /// <summary>Then the client comes again and is looked at anew: what it may see may have changed.</summary>
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
            await response.WriteAsync(": open\n\n", ended.Token);
            var told = new Dictionary<string, SharedBoard>();
            var (position, writtenAt) = (0L, Time.GetTimestamp());
            while (true)
            {
                position = Math.Max(position, await Feed.Last(ended.Token));
                if (await Tell(response, told, ended.Token)) writtenAt = Time.GetTimestamp();
                else if (Time.GetElapsedTime(writtenAt) >= KeepAlive)
                {
                    await response.WriteAsync(": still here\n\n", ended.Token);
                    writtenAt = Time.GetTimestamp();
                }

                await response.Body.FlushAsync(ended.Token);
                await Task.Delay(SharedBoards.Pace, Time, ended.Token);
                await Feed.WaitBeyond(position, SharedBoards.Stale, ended.Token);
            }
        }
        catch (OperationCanceledException) when (ended.IsCancellationRequested)
        {
            // The client has gone, or the desk goes: either way the stream just ends.
        }
    }

    /// <returns>Whether anything was written.</returns>
    private async Task<bool> Tell(HttpResponse response, Dictionary<string, SharedBoard> told, CancellationToken ended)
    {
        var any = false;
        foreach (var site in Sites)
        {
            var known = told.GetValueOrDefault(site);
            if (known is not null && !await Boards.MayHaveChanged(known, ended)) continue;
            if (await Boards.Recent(site, ended) is not { } shared) continue;
            told[site] = shared;
            if (known?.Content == shared.Content) continue;
            await response.WriteAsync(
                $"id: {shared.Board.Position}\nevent: board\ndata: {JsonSerializer.Serialize(shared.Board, DeskJson.Wire)}\n\n", ended);
            any = true;
        }

        return any;
    }
}
