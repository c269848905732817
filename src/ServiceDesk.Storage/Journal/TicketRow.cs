using System.Text.Json;
using ServiceDesk.Domain;
using ServiceDesk.Domain.Sla;
using ServiceDesk.Domain.Tickets;
using ServiceDesk.Storage.Search;

namespace ServiceDesk.Storage.Journal;

/// <summary>The row of a ticket: its state, and what lists need of it as columns.</summary>
/// <param name="State">The ticket's JSON.</param>
/// <param name="Hash">Hash of its last event.</param>
internal sealed record TicketRow(Ticket Ticket, string State, string Hash, NumberOrder Order)
{
    /// <summary><c>due_ms</c> of a ticket that has no deadline: those come last.</summary>
    public const long NoDeadline = long.MaxValue;

    /// <summary>Low bits of an id, below the milliseconds: they tell tickets of one millisecond apart.</summary>
    public const int IdBits = 20;

    public static TicketRow Of(Ticket ticket, string hash, NumberOrder order) =>
        new(ticket, JsonSerializer.Serialize(ticket, DeskJson.Stored), hash, order);

    /// <summary>Where the ids of that moment begin.</summary>
    public static long IdAt(long submittedMs) => submittedMs << IdBits;

    /// <summary>The words that a search finds it by, and a mark of its site.</summary>
    public string Words => WordSearch.Index(Ticket);

    /// <summary>
    /// All columns but the id, in one order for insert, update, check and bulk load: a column is added here, in the schema, and nowhere else.
    /// </summary>
    public static IReadOnlyList<TicketColumn> Columns { get; } =
    [
        new("site", ColumnType.Text, row => row.Ticket.Site, Fixed: true),
        new("number", ColumnType.Text, row => row.Ticket.Number, Fixed: true),
        new("version", ColumnType.Int, row => row.Ticket.Version),
        new("hash", ColumnType.Text, row => row.Hash),
        new("period", ColumnType.Text, row => row.Order.Period, Fixed: true),
        new("serial", ColumnType.Long, row => row.Order.Serial, Fixed: true),
        new("status", ColumnType.Small, row => (short)row.Ticket.Status),
        new("priority", ColumnType.Small, row => (short)row.Ticket.Priority.Value),
        new("urgency", ColumnType.Small, row => (short)row.Ticket.Urgency),
        new("type", ColumnType.Text, row => row.Ticket.Type),
        new("owner", ColumnType.Text, row => row.Ticket.Owner),
        new("tier", ColumnType.Small, row => (short)row.Ticket.Customer.Tier),
        new("customer", ColumnType.Text, row => row.Ticket.Customer.Name),
        new("submitted_ms", ColumnType.Long, row => row.Ticket.SubmittedAt.ToUnixTimeMilliseconds(), Fixed: true),
        new("opened_ms", ColumnType.Long, row => row.Ticket.OpenedAt.ToUnixTimeMilliseconds(), Fixed: true),
        new("wake_ms", ColumnType.Long, row => Ms(row.Ticket.WakeAt)),
        new("due_ms", ColumnType.Long, row => Due(row.Ticket)),
        new("resolved_ms", ColumnType.Long, row => Ms(row.Ticket.ResolvedAt)),
        new("closed_ms", ColumnType.Long, row => Ms(row.Ticket.ClosedAt)),
        new("escalated", ColumnType.Small, row => (short)(row.Ticket is { OpenEscalation: not null, Status: not TicketStatus.Closed } ? 1 : 0)),
        new("breached", ColumnType.Small, row => (short)(row.Ticket.Breaches.Count > 0 ? 1 : 0)),
        new("phone_index", ColumnType.Text, row => row.Ticket.Customer.Phone?.Index),
        new("email_index", ColumnType.Text, row => row.Ticket.Customer.Email?.Index),
        new("source", ColumnType.Small, row => (short)row.Ticket.Source, Fixed: true),
        new("external_id", ColumnType.Text, row => row.Ticket.ExternalId, Fixed: true),
        new("merged_into", ColumnType.Text, row => row.Ticket.MergedInto),
        new("state", ColumnType.Text, row => row.State),
    ];

    private static long? Ms(DateTimeOffset? at) => at?.ToUnixTimeMilliseconds();

    private static long Due(Ticket ticket) =>
        ticket.Clocks.Where(clock => clock.State is ClockState.Running).Min(clock => (DateTimeOffset?)clock.Due)?.ToUnixTimeMilliseconds()
        ?? NoDeadline;
}

/// <param name="Fixed">Set when the ticket is opened, and never again.</param>
internal sealed record TicketColumn(string Name, ColumnType Type, Func<TicketRow, object?> Value, bool Fixed = false);

internal enum ColumnType { Text, Long, Int, Small }
