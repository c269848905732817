using System.Buffers.Text;
using System.Globalization;
using System.Text.Json;

namespace ServiceDesk.Storage.Tickets;

/// <summary>Where a page ended: the sort key of its last row, opaque to clients.</summary>
/// <param name="Order">Which list it belongs to.</param>
internal sealed record Cursor(string Order, IReadOnlyList<string> Key)
{
    public override string ToString() => Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes((string[])[Order, .. Key]));

    /// <summary>Reads a cursor of that order.</summary>
    /// <exception cref="FormatException">It is none, or one of another list.</exception>
    public static object[]? Read(string? text, ListOrder order)
    {
        if (text is null) return null;
        try
        {
            var parts = JsonSerializer.Deserialize<string[]>(Base64Url.DecodeFromChars(text)) ?? [];
            if (parts.Length == order.Keys.Count + 1 && parts[0] == order.Name && parts.All(part => part is not null))
                return [.. order.Keys.Select((key, i) => Value(key, parts[i + 1]))];
        }
        catch (Exception fault) when (fault is JsonException or FormatException or OverflowException)
        {
            // Falls through: what is wrong with it is nothing that the sender could mend.
        }

        throw new FormatException("The cursor is not one of this list's.");
    }

    private static object Value(SortKey key, string text) =>
        key.IsText ? text : long.Parse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
}

/// <param name="Keys">What it sorts by, one direction for all; the site comes last and makes it total.</param>
internal sealed record ListOrder(string Name, IReadOnlyList<SortKey> Keys, bool Descending)
{
    private static readonly SortKey Id = new("id");
    private static readonly SortKey Number = new("number", IsText: true);
    private static readonly SortKey Site = new("site", IsText: true);
    private static readonly SortKey Period = new("period", IsText: true);
    private static readonly SortKey Serial = new("serial");

    /// <summary>Pending tickets: urgency, submit time, number.</summary>
    public static ListOrder Queue { get; } =
        new("queue", [new("urgency"), new("submitted_ms"), Period, Serial, Number, Site], Descending: false);

    private static readonly Dictionary<TicketSort, ListOrder> Sorts = new()
    {
        [TicketSort.Newest] = new("newest", [Id, Number, Site], Descending: true),
        [TicketSort.Oldest] = new("oldest", [Id, Number, Site], Descending: false),
        [TicketSort.Priority] = new("priority", [new("priority"), Id, Number, Site], Descending: false),
        [TicketSort.Due] = new("due", [new("due_ms"), Id, Number, Site], Descending: false),
        [TicketSort.Number] = new("number", [Period, Serial, Number, Site], Descending: false),
    };

    public static ListOrder Of(TicketSort sort) =>
        Sorts.TryGetValue(sort, out var order) ? order : throw new ArgumentOutOfRangeException(nameof(sort));

    public string Columns => string.Join(", ", Keys.Select(key => key.Column));

    public string OrderBy(string prefix = "") =>
        "ORDER BY " + string.Join(", ", Keys.Select(key => prefix + key.Column + (Descending ? " DESC" : "")));
}

internal sealed record SortKey(string Column, bool IsText = false);
