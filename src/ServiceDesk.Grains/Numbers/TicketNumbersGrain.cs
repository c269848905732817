using ServiceDesk.Domain.Numbers;
using ServiceDesk.Grains.Sites;

namespace ServiceDesk.Grains.Numbers;

/// <summary>What is on disk of a site's numbers: how far serials are spoken for.</summary>
public sealed class NumbersDocument
{
    /// <summary>By pattern: a site that returns to an old pattern goes on where it left.</summary>
    public Dictionary<string, Serials> Patterns { get; set; } = [];
}

/// <param name="Period">Year, month or day of the site's local date, as text that sorts.</param>
/// <param name="Reserved">Serials up to here may have been handed out.</param>
public sealed record Serials(string Period, long Reserved);

/// <summary>Reserves a block on disk before it hands out the first number of it.</summary>
public sealed class TicketNumbersGrain(
    [PersistentState("numbers", "documents")] IPersistentState<NumbersDocument> document, SiteBook sites, TimeProvider time)
    : Grain, ITicketNumbersGrain
{
    /// <summary>Numbers per write; also the most that a crash skips.</summary>
    private const int Block = 32;

    private const int Remembered = 10_000;

    private readonly Dictionary<string, string> _allocated = [];
    private readonly Queue<string> _order = [];
    private string _pattern = "";
    private long _next = 1;

    public async Task<string?> Allocate(string request)
    {
        if (_allocated.TryGetValue(request, out var known)) return known;
        if (await sites.Find(this.GetPrimaryKeyString()) is not { } rules) return null;

        var pattern = NumberPattern.Parse(rules.Policy.Numbering.Pattern);
        var period = pattern.PeriodOf(rules.LocalDate(time.GetUtcNow()));
        var serial = await NextSerial(pattern.ToString(), period);
        var number = pattern.Format(document.State.Patterns[pattern.ToString()].Period, serial);
        Remember(request, number);
        return number;
    }

    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        // Leaving in order gives back what is left of the block; after a crash it is skipped.
        if (!document.State.Patterns.TryGetValue(_pattern, out var serials) || serials.Reserved < _next) return;
        document.State.Patterns[_pattern] = serials with { Reserved = _next - 1 };
        await document.WriteStateAsync(cancellationToken);
    }

    private async Task<long> NextSerial(string pattern, string period)
    {
        var serials = document.State.Patterns.GetValueOrDefault(pattern) ?? new("", 0);

        // A clock set back stays in the later period: numbers rise in order of allocation.
        if (string.CompareOrdinal(period, serials.Period) > 0) serials = new(period, 0);

        var known = document.State.Patterns.GetValueOrDefault(pattern);
        if (_pattern != pattern || serials.Period != known?.Period) (_pattern, _next) = (pattern, serials.Reserved + 1);
        if (_next > serials.Reserved)
        {
            document.State.Patterns[pattern] = serials with { Reserved = _next + Block - 1 };
            try
            {
                await document.WriteStateAsync();
            }
            catch
            {
                DeactivateOnIdle();       // whether the block is reserved is unknown: read again
                throw;
            }
        }

        return _next++;
    }

    private void Remember(string request, string number)
    {
        if (_order.Count >= Remembered) _allocated.Remove(_order.Dequeue());
        _order.Enqueue(request);
        _allocated[request] = number;
    }
}
