using System.Diagnostics;
using ServiceDesk.Domain.Tickets;
using ServiceDesk.Grains.Tickets;
using ServiceDesk.Storage.Databases;

namespace ServiceDesk.Storage.Journal;

/// <summary>One thing to write, and the promise to tell when it is on disk.</summary>
internal abstract class WriteItem
{
    /// <summary>The trace that it was asked for in.</summary>
    public ActivityContext Origin { get; } = Activity.Current?.Context ?? default;

    /// <summary>When it began to wait, in ticks of the writer's clock; set by the writer.</summary>
    public long ArrivedAt { get; set; }

    /// <summary>What the item touches: no two items of one batch share a key.</summary>
    public abstract IReadOnlyList<string> Keys { get; }

    /// <summary>True for what comes again by itself when it is refused.</summary>
    public virtual bool IsAlarm => false;

    /// <summary>Position of its last event; 0 when it writes none.</summary>
    public virtual long Position => 0;

    /// <summary>Tells the outcome that the sink noted: the transaction is committed.</summary>
    public abstract void Complete();

    public abstract void Fail(Exception fault);
}

internal abstract class WriteItem<T> : WriteItem
{
    // The writer must not run what its callers do next.
    private readonly TaskCompletionSource<T> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task<T> Done => _done.Task;

    /// <summary>Noted by the sink, told after the commit.</summary>
    public T Outcome { get; set; } = default!;

    public override void Complete() => _done.TrySetResult(Outcome);

    public override void Fail(Exception fault) => _done.TrySetException(fault);
}

/// <summary>A decision of a ticket.</summary>
/// <param name="words">What a search finds the ticket by; null when the events do not touch it.</param>
internal sealed class AppendItem(Append append, EventText[] events, TicketRow row, string? words) : WriteItem<Commit>
{
    public Append Append => append;

    public EventText[] Events => events;

    public TicketRow Row => row;

    public string? Words => words;

    public override bool IsAlarm => append.IsAlarm;

    public bool Opens => append.ExpectedVersion == 0;

    public override long Position => Outcome.Position;

    public override IReadOnlyList<string> Keys { get; } =
    [
        $"t{append.Key}",
        .. append.Request is { } request ? [$"r{request.Id}"] : (ReadOnlySpan<string>)[],
        .. append is { ExpectedVersion: 0, Next.ExternalId: { } id } ? [$"x{append.Key.Site}/{append.Next.Source}/{id}"] : (ReadOnlySpan<string>)[],
    ];

    public void Committed(long position) => Outcome = new(CommitOutcome.Committed, events[^1].Hash, position);
}

/// <summary>An answer to keep; an earlier one stands.</summary>
internal sealed class KeepItem(
    string id, string fingerprint, TicketKey? key = null, string? refusal = null, int? status = null, string? body = null) : WriteItem<bool>
{
    public string Id => id;

    public string Fingerprint => fingerprint;

    public TicketKey? Key => key;

    public string? Refusal => refusal;

    public int? Status => status;

    public string? Body => body;

    public override IReadOnlyList<string> Keys { get; } = [$"r{id}"];
}

/// <summary>Any other write, where the database has one writer only.</summary>
internal sealed class StatementItem(Statement statement) : WriteItem<int>
{
    public Statement Statement => statement;

    public override IReadOnlyList<string> Keys => [];
}

/// <summary>Several writes in one transaction, carried out only when the first of them touched a row.</summary>
internal sealed class GuardedItem(Statement guard, IReadOnlyList<Statement> rest) : WriteItem<bool>
{
    public Statement Guard => guard;

    public IReadOnlyList<Statement> Rest => rest;

    public override IReadOnlyList<string> Keys => [];
}
