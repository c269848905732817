using ServiceDesk.Domain;
using ServiceDesk.Domain.Sites;
using ServiceDesk.Domain.Sla;
using ServiceDesk.Storage.Tickets;

namespace ServiceDesk.Gateway.Sites;

/// <summary>Tries rules on the open tickets of a site before they are published; one at a time, since each takes a processor for a moment.</summary>
public sealed class PlanPreviews(ITicketQueries queries, TimeProvider time) : IDisposable
{
    private readonly SemaphoreSlim _gate = new(1, 1);

    /// <param name="rules">As they would be in force.</param>
    public async Task<PlanPreview> Of(SiteRules rules, CancellationToken cancel)
    {
        await _gate.WaitAsync(cancel);
        try
        {
            var now = time.GetUtcNow().ToMilliseconds();
            var tickets = new List<IReadOnlyList<PlannedDeadline>>();
            await foreach (var ticket in queries.MostPressing(rules.Site, PlanPreview.Most, cancel)) tickets.Add(PlanRules.Preview(ticket, rules, now));
            return PlanPreview.Of(now, tickets.Count < PlanPreview.Most ? tickets.Count : await queries.CountOpen(rules.Site, cancel), tickets);
        }
        finally
        {
            _gate.Release();
        }
    }

    public void Dispose() => _gate.Dispose();
}
