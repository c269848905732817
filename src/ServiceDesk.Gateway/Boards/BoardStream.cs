using ServiceDesk.Gateway.Streams;
using ServiceDesk.Storage.Feed;

namespace ServiceDesk.Gateway.Boards;

/// <summary>
/// Writes the boards of some sites: all at first, then each whenever something of it has changed, at most once in
/// <see cref="SharedBoards.Pace"/>. A board is whole, so whoever comes again has missed nothing.
/// </summary>
/// <param name="Stopping">The desk is going: the client shall come again elsewhere.</param>
public sealed record BoardStream(SharedBoards Boards, IFeed Feed, TimeProvider Time, IReadOnlyList<string> Sites, CancellationToken Stopping) : IResult
{
    public Task ExecuteAsync(HttpContext httpContext) => ServerSentEvents.Write(httpContext, async stream =>
    {
        var told = new Dictionary<string, SharedBoard>();
        var (position, writtenAt) = (0L, Time.GetTimestamp());
        while (true)
        {
            position = Math.Max(position, await Feed.Last(stream.Ended));
            var any = await Tell(stream, told);
            if (any || Time.GetElapsedTime(writtenAt) >= ServerSentEvents.KeepAlive)
            {
                await (any ? stream.Flush() : stream.Alive());
                writtenAt = Time.GetTimestamp();
            }

            await Task.Delay(SharedBoards.Pace, Time, stream.Ended);
            await Feed.WaitBeyond(position, SharedBoards.Stale, stream.Ended);
        }
    }, Stopping);

    /// <returns>Whether anything was written.</returns>
    private async Task<bool> Tell(ServerSentEvents stream, Dictionary<string, SharedBoard> told)
    {
        var any = false;
        foreach (var site in Sites)
        {
            var known = told.GetValueOrDefault(site);
            if (known is not null && !await Boards.MayHaveChanged(known, stream.Ended)) continue;
            if (await Boards.Recent(site, stream.Ended) is not { } shared) continue;
            told[site] = shared;
            if (known?.Content == shared.Content) continue;
            await stream.Event(shared.Board.Position, "board", shared.Board);
            any = true;
        }

        return any;
    }
}
