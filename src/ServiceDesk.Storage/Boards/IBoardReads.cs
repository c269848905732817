using ServiceDesk.Domain.Boards;
using ServiceDesk.Domain.Routing;
using ServiceDesk.Domain.Sites;

namespace ServiceDesk.Storage.Boards;

/// <summary>Reads a site's board: one view of the store, by indexes of open tickets, flat in how much was ever done.</summary>
public interface IBoardReads
{
    /// <param name="queue">What the site's queue says of itself.</param>
    Task<SiteBoard> Read(SiteRules rules, QueueLook queue, DateTimeOffset now, CancellationToken cancel);
}
