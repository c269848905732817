namespace ServiceDesk.Storage;

/// <summary>Where the desk keeps everything.</summary>
/// <param name="Kind">Which database.</param>
/// <param name="Place">Path of the SQLite file, or connection string of PostgreSQL.</param>
public sealed record StoreAddress(StoreKind Kind, string Place)
{
    /// <summary>Reads <c>sqlite:PATH</c> or <c>postgres:CONNECTION STRING</c>.</summary>
    /// <exception cref="FormatException">It is neither.</exception>
    public static StoreAddress Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        var place = colon < 0 ? "" : text[(colon + 1)..].Trim();
        return (colon < 0 ? "" : text[..colon], place) switch
        {
            ("sqlite", { Length: > 0 }) => new(StoreKind.Sqlite, place),
            ("postgres", { Length: > 0 }) => new(StoreKind.Postgres, place),

            // The text may hold a password: it is not repeated.
            _ => throw new FormatException("A store address is sqlite:PATH or postgres:CONNECTION STRING."),
        };
    }

    /// <summary>Fit for a log: without the connection string.</summary>
    public override string ToString() => Kind is StoreKind.Sqlite ? $"sqlite:{Place}" : "postgres";
}

public enum StoreKind { Sqlite, Postgres }
