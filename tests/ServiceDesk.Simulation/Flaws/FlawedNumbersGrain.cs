using ServiceDesk.Domain.Numbers;
using ServiceDesk.Grains.Numbers;
using ServiceDesk.Grains.Sites;

namespace ServiceDesk.Simulation.Flaws;

/// <summary>Numbers of which a block is written down only after its first was handed out. It never runs outside the tests of the checkers.</summary>
[GrainType("ticketnumbers")]
internal sealed class FlawedNumbersGrain(
    [PersistentState("numbers", "documents")] IPersistentState<NumbersDocument> document, SiteBook sites, TimeProvider time) : Grain, ITicketNumbersGrain
{
    private const int Block = 32;

    private long _next;

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _next = document.State.Patterns.Values.Select(serials => serials.Reserved).FirstOrDefault() + 1;
        return Task.CompletedTask;
    }

    public async Task<string?> Allocate(string request)
    {
        if (await sites.Find(this.GetPrimaryKeyString()) is not { } rules) return null;
        var pattern = NumberPattern.Parse(rules.Policy.Numbering.Pattern);
        var period = pattern.PeriodOf(rules.LocalDate(time.GetUtcNow()));
        var known = document.State.Patterns.GetValueOrDefault($"{pattern}");
        if (known?.Period != period) (known, _next) = (new(period, 0), 1);
        var number = pattern.Format(period, _next++);
        if (_next > known.Reserved)
        {
            document.State.Patterns[$"{pattern}"] = known with { Reserved = _next + Block };
            _ = document.WriteStateAsync();
        }

        return number;
    }
}
