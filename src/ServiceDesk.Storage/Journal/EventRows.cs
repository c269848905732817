using System.Data.Common;
using ServiceDesk.Domain.Tickets;
using ServiceDesk.Storage.Databases;

namespace ServiceDesk.Storage.Journal;

/// <summary>How events are read back.</summary>
internal static class EventRows
{
    private const string Columns = "version, at_ms, kind, actor, cause, via, body, hash";

    public static Statement UpTo(TicketKey key, int version) => new(
        $"SELECT {Columns} FROM event WHERE site = @site AND number = @number AND version <= @version ORDER BY version",
        ("@site", key.Site), ("@number", key.Number), ("@version", version));

    public static Statement Beyond(TicketKey key, int version, int limit) => new(
        $"SELECT {Columns} FROM event WHERE site = @site AND number = @number AND version > @version ORDER BY version LIMIT @limit",
        ("@site", key.Site), ("@number", key.Number), ("@version", version), ("@limit", limit));

    public static EventText Read(DbDataReader row) => new(
        row.GetInt32(0), row.GetInt64(1), row.GetString(2), row.GetString(3), row.GetString(4), row.Text(5), row.GetString(6), row.GetString(7));
}
