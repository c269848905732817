using System.Data.Common;
using Npgsql;

namespace ServiceDesk.Storage;

/// <summary>The database did not answer, or not in time. What was to be written may be written or not.</summary>
public sealed class StoreUnavailableException(string message, Exception cause) : Exception(message, cause)
{
    /// <summary>
    /// Whether a failure comes of a database that cannot be reached or asks to be asked again, and not of what it was asked. The driver does
    /// not count it as passing when none of several servers takes writes just now; here it does.
    /// </summary>
    public static bool IsBehind(Exception fault) => fault is StoreUnavailableException or DbException { IsTransient: true }
        or NpgsqlException and not PostgresException || fault.InnerException is { } inner && IsBehind(inner);
}
