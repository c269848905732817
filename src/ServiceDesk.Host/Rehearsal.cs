using ServiceDesk.Domain.People;
using ServiceDesk.Domain.Sites;
using ServiceDesk.Domain.Sla;
using ServiceDesk.Domain.Tickets;
using ServiceDesk.Gateway.Health;
using ServiceDesk.Grains.Tickets;
using ServiceDesk.Storage;

namespace ServiceDesk.Host;

/// <summary>
/// Goes once, before the first request, through what that would have to load and compile: the rules, the JSON, the statement of an append
/// and the way to a grain. It is about a ticket that there is not, at a site that there is not, and leaves nothing behind.
/// </summary>
public sealed class Rehearsal(ITicketJournal journal, IGrainFactory grains, IEngineHealth engine, TimeProvider time, ILogger<Rehearsal> log)
{
    /// <summary>A code that no site can have.</summary>
    private const string Nowhere = "-";

    /// <summary>So many grains, that every silo of a usual cluster has some.</summary>
    private const int Grains = 12;

    public async Task Run()
    {
        try
        {
            await Append();
            await Task.WhenAll(Enumerable.Range(0, Grains).Select(i =>
                grains.GetGrain<ITicketGrain>($"{Nowhere}/{i}").Handle(new TicketRequest(new Ring(), Actor.Clock, nameof(Rehearsal)))));
        }
        catch (Exception fault) when (fault is TimeoutException || StoreUnavailableException.IsBehind(fault) || engine.IsPassing(fault))
        {
            log.LogWarning("The rehearsal broke off, and the first requests will be slower: {Fault}", fault.Message);
        }
    }

    /// <summary>Decides as for a real ticket, and writes to a version that is not there: the store judges it and writes nothing.</summary>
    private async Task Append()
    {
        var key = new TicketKey(Nowhere, "0");
        var rules = new SiteRules(Nowhere, Nowhere, "Etc/UTC", Profiles.Find("after-sales")!, 1, ChinaCalendar.Standard(), 1);
        var call = new Call(key, rules, Actor.Staff(nameof(Rehearsal)), time.GetUtcNow(), nameof(Rehearsal));
        var customer = new Customer(Nowhere, null, null, null, null, Tier.Regular, []);
        var opened = TicketRules.Decide(null,
            new Open(Source.Phone, null, null, customer, "fault_repair", "problem", null, Nowhere, null, Urgency.High, Impact.Single, null, []), call).Next!;
        var told = TicketRules.Decide(opened, new LogCommunication(null, "phone", Nowhere, null, null), call);
        if (told.Happenings.Count > 0)
            await journal.Append(new(key, opened.Version, HashChain.Start, told.Happenings, told.Next!, null, rules.Policy.Numbering.Pattern));
    }
}
