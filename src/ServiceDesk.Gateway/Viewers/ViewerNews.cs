using ServiceDesk.Domain.Viewers;
using ServiceDesk.Gateway.Streams;

namespace ServiceDesk.Gateway.Viewers;

/// <summary>
/// What one stream tells of viewers: of each ticket that the caller has open themselves, who else has. An event <c>viewers</c> without an
/// id: nothing of it is kept, so there is no place to go on from.
/// </summary>
/// <param name="caller">Whose stream it is.</param>
public sealed class ViewerNews(SharedViewers viewers, IReadOnlyList<string> sites, string caller)
{
    private readonly Dictionary<string, IReadOnlyList<SharedTicket>> _seen = [];
    private readonly Dictionary<(string Site, string Number), IReadOnlyList<Viewer>> _told = [];

    /// <returns>Whether anything was written.</returns>
    public async Task<bool> Tell(ServerSentEvents stream)
    {
        var any = false;
        foreach (var site in sites)
        {
            var shared = await viewers.Recent(site, stream.Ended);
            if (ReferenceEquals(_seen.GetValueOrDefault(site, []), shared)) continue;
            _seen[site] = shared;
            foreach (var entry in Changed(site, shared))
            {
                await stream.Event("viewers", entry);
                any = true;
            }
        }

        return any;
    }

    private List<ViewersEntry> Changed(string site, IReadOnlyList<SharedTicket> shared)
    {
        var now = shared.Where(ticket => ticket.Viewers.Any(viewer => viewer.Id == caller))
            .ToDictionary(ticket => ticket.Number, ticket => (IReadOnlyList<Viewer>)[.. ticket.Viewers.Where(viewer => viewer.Id != caller)]);
        foreach (var number in _told.Keys.Where(key => key.Site == site && !now.ContainsKey(key.Number)).Select(key => key.Number).ToList()) now[number] = [];
        var changed = new List<ViewersEntry>();
        foreach (var (number, others) in now)
        {
            if (_told.GetValueOrDefault((site, number), []).SequenceEqual(others)) continue;
            if (others.Count == 0) _told.Remove((site, number));
            else _told[(site, number)] = others;
            changed.Add(new(site, number, others));
        }

        return changed;
    }

    /// <param name="Viewers">Everybody but the caller; empty once nobody else looks.</param>
    public sealed record ViewersEntry(string Site, string Number, IReadOnlyList<Viewer> Viewers);
}
