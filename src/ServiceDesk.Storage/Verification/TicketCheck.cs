using System.Globalization;
using System.Text.Json;
using ServiceDesk.Domain;
using ServiceDesk.Domain.Sla;
using ServiceDesk.Domain.Tickets;
using ServiceDesk.Storage.Journal;

namespace ServiceDesk.Storage.Verification;

/// <summary>Follows one ticket's history, event by event, up to the first thing that cannot be true.</summary>
internal sealed class TicketCheck(TicketKey key)
{
    private Ticket? _ticket;
    private string _hash = HashChain.Start;
    private int _version;
    private bool _rowSeen;
    private bool _lied;

    public TicketKey Key => key;

    public void Next(HistoryRow row, Tally tally)
    {
        if (_lied) return;
        var text = row.Text;
        if (text.Version != _version + 1)
        {
            Add(tally, FindingKind.VersionGap, _version + 1, $"Version {text.Version} follows {_version}.");
            return;
        }

        _version = text.Version;
        if (text.HashAfter(_hash, key) != text.Hash)
        {
            Add(tally, FindingKind.BrokenHash, _version, "The event is not what was hashed, or not what followed the one before.");
            return;
        }

        _hash = text.Hash;
        try
        {
            var happening = text.Read();
            if (EventText.KindOf(happening.Event) != text.Kind)
                Add(tally, FindingKind.Unreadable, _version, $"It is called {text.Kind} and is {EventText.KindOf(happening.Event)}.");
            if (_ticket is not null && CauseCheck.Fault(_ticket, happening) is { } fault)
            {
                Add(tally, FindingKind.WithoutCause, _version, $"What the clock did {fault}.");
                return;
            }

            _ticket = TicketHistory.Evolve(key, _ticket, happening);
        }
        catch (Exception unread) when (unread is JsonException or NotSupportedException or InvalidOperationException)
        {
            Add(tally, FindingKind.Unreadable, _version, unread.Message);
            return;
        }

        // A row that stands at a version before the last is found at the end: it was seen, but there is more history.
        _rowSeen = row.Stored is not null;
        if (row.Stored is { } stored) CompareRow(stored, row.Id!.Value, tally);
    }

    public void End(Tally tally)
    {
        if (!_lied && !_rowSeen)
            Add(tally, FindingKind.RowElsewhere, _version, "The history ends here; the ticket's row does not stand at this version.");
    }

    private void CompareRow(object?[] stored, long id, Tally tally)
    {
        var order = new NumberOrder($"{Value("period", stored)}", Convert.ToInt64(Value("serial", stored), CultureInfo.InvariantCulture));
        var expected = TicketRow.Of(Named(_ticket!, $"{Value("state", stored)}"), _hash, order);
        for (var i = 0; i < stored.Length; i++)
        {
            var column = TicketRow.Columns[i];
            var (holds, should) = ($"{stored[i]}", $"{column.Value(expected)}");
            if (holds == should && stored[i] is null == column.Value(expected) is null) continue;
            Add(tally, FindingKind.RowDiffers, _version, column.Name == "state"
                ? "The row's state is not what the history makes."
                : $"The row's {column.Name} is '{holds}'; the history makes it '{should}'.");
            return;
        }

        if (!order.Fits(key.Number))
            Add(tally, FindingKind.RowDiffers, _version, $"Period '{order.Period}' and serial {order.Serial} are not those of the number.");

        // The bits below the milliseconds only part equals, and may run over into the next millisecond.
        var submitted = _ticket!.SubmittedAt.ToUnixTimeMilliseconds();
        if (id < TicketRow.IdAt(submitted) || id >= TicketRow.IdAt(submitted + 2))
            Add(tally, FindingKind.RowDiffers, _version, $"The row's id {id} is not of the moment it was submitted.");
    }

    /// <summary>The ticket with the row's names of the customer, where the history's proof is of these. No key is needed to see that.</summary>
    private static Ticket Named(Ticket ticket, string stored)
    {
        if (ticket.Customer is not { Proof: not null, ErasedAt: null } past) return ticket;
        try
        {
            var row = JsonSerializer.Deserialize<Ticket>(stored, DeskJson.Stored)?.Customer;
            // A row that an older desk has written meanwhile has lost the salt: its names cannot be proven, and are no lie for that.
            return row is not null && (row.Salt is null || row.IsProvenBy(past)) ? ticket with { Customer = past.NamedAs(row) } : ticket;
        }
        catch (JsonException)
        {
            return ticket;
        }
    }

    private static object? Value(string column, object?[] stored) =>
        stored[TicketRow.Columns.Select((c, i) => (c.Name, i)).First(c => c.Name == column).i];

    private void Add(Tally tally, FindingKind kind, int version, string what)
    {
        if (_lied) return;
        _lied = true;
        tally.Add(new(kind, $"{key} v{version}", what));
    }
}
