namespace ServiceDesk.Storage.Journal;

/// <summary>The statements that write a ticket row, made of its columns.</summary>
internal static class SqliteTickets
{
    private static IEnumerable<string> Names => TicketRow.Columns.Select(c => c.Name);

    public static string Insert { get; } =
        $"INSERT INTO ticket (id, {string.Join(", ", Names)}) VALUES (@id, {string.Join(", ", Names.Select(name => "@" + name))})";

    /// <summary>Takes the values of an insert; those that are fixed stay as they are.</summary>
    public static string Update { get; } =
        $"UPDATE ticket SET {string.Join(", ", TicketRow.Columns.Where(c => !c.Fixed).Select(c => $"{c.Name} = @{c.Name}"))} WHERE id = @id";

    public static string Index { get; } = "INSERT OR REPLACE INTO ticket_search (rowid, words) VALUES (@id, @words)";

    /// <summary>Values for <see cref="Insert"/> and <see cref="Update"/>, by name.</summary>
    public static (string Name, object? Value)[] Values(TicketRow row, long id) =>
        [("@id", id), .. TicketRow.Columns.Select(c => ("@" + c.Name, c.Value(row)))];

    /// <summary>An id that no ticket has: that of the moment, with the position as low bits, or the next free one.</summary>
    public static long FreeId(TicketRow row, long position, Func<long, bool> taken)
    {
        var id = TicketRow.IdAt(row.Ticket.SubmittedAt.ToUnixTimeMilliseconds()) | (position & ((1 << TicketRow.IdBits) - 1));
        while (taken(id)) id++;
        return id;
    }
}
