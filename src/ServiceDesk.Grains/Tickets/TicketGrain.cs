using ServiceDesk.Domain;
using ServiceDesk.Domain.Tickets;
using ServiceDesk.Grains.Sites;

namespace ServiceDesk.Grains.Tickets;

/// <summary>Decides, commits, adopts. What a ticket may do stands in <see cref="TicketRules"/>; how it is kept, in the journal.</summary>
public sealed class TicketGrain(ITicketJournal journal, SiteBook sites, TimeProvider time) : Grain, ITicketGrain
{
    /// <summary>How often a lost race against another activation is decided anew before the caller is told to come again.</summary>
    private const int Attempts = 3;

    private TicketHead? _head;

    private TicketKey Key => TicketKey.Parse(this.GetPrimaryKeyString());

    public override async Task OnActivateAsync(CancellationToken cancellationToken) => _head = await journal.Load(Key);

    public async Task<TicketReply> Handle(TicketRequest request)
    {
        if (await sites.Find(Key.Site) is not { } rules) return new(Refusal.NotFound, null);

        for (var attempt = 1; ; attempt++)
        {
            var call = new Call(Key, rules, request.By, time.GetUtcNow().ToMilliseconds(), request.Cause, request.Via);
            var decision = request.IfVersion is { } seen && seen != (_head?.Ticket.Version ?? 0)
                ? new Decision([], _head?.Ticket, Refusal.Stale)
                : TicketRules.Decide(_head?.Ticket, request.Command, call);
            if (decision.Happenings.Count == 0) return await Unchanged(request, decision);

            var commit = await Commit(request, decision);
            switch (commit.Outcome)
            {
                case CommitOutcome.Committed:
                    _head = new(decision.Next!, commit.Hash);
                    return new(null, _head.Ticket);
                case CommitOutcome.RequestRepeated:
                    return await Earlier(request, commit.Earlier!);
                case CommitOutcome.ExternalIdTaken:
                    return await Earlier(request with { Mark = null }, commit.Earlier!);       // another request's answer: its fingerprint is not ours
                default:
                    // Another activation was faster: what it wrote is the truth to decide upon.
                    _head = await journal.Load(Key);
                    if (attempt == Attempts) throw new StoreBusyException($"{Key} is being changed from elsewhere.");
                    break;
            }
        }
    }

    private async Task<Commit> Commit(TicketRequest request, Decision decision)
    {
        try
        {
            return await journal.Append(new(
                Key, _head?.Ticket.Version ?? 0, _head?.Hash ?? HashChain.Start, decision.Happenings, decision.Next!, request.Mark));
        }
        catch (Exception fault) when (fault is not StoreBusyException)
        {
            DeactivateOnIdle();       // what was stored is unknown: read again before the next command
            throw;
        }
    }

    /// <summary>Nothing to write: but a request that was carried out before gets the answer it got then.</summary>
    private async Task<TicketReply> Unchanged(TicketRequest request, Decision decision)
    {
        if (request.Mark is { } mark)
        {
            if (await journal.FindAnswer(mark.Id) is { } earlier) return await Earlier(request, earlier);
            // A number that turned out to be taken is not the end of an opening: it goes on to another number.
            if (decision.Refusal is { } refusal && mark.KeepRefusal && refusal != Refusal.AlreadyExists) await journal.KeepRefusal(mark, Key, refusal);
        }

        if (_head is null) DeactivateOnIdle();       // a number that nobody opened needs no place in memory
        return new(decision.Refusal, decision.Refusal is null ? decision.Next : _head?.Ticket);
    }

    private async Task<TicketReply> Earlier(TicketRequest request, Answered earlier)
    {
        if (request.Mark is { } mark && earlier.Fingerprint != mark.Fingerprint) return new(Refusal.KeyReused, null);
        return earlier.Refusal is { } refusal
            ? new(refusal, _head?.Ticket, Repeated: true)
            : new(null, await journal.LoadAt(new(Key.Site, earlier.Number), earlier.Version), Repeated: true);
    }
}
