using Npgsql;

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
            ("postgres", { Length: > 0 }) => new(StoreKind.Postgres, Settings(place)),

            // The text may hold a password: it is not repeated.
            _ => throw new FormatException("A store address is sqlite:PATH or postgres:CONNECTION STRING."),
        };
    }

    /// <summary>
    /// Whether a connection string itself sets this; <see cref="NpgsqlConnectionStringBuilder.ContainsKey"/> is true of every setting that there is.
    /// </summary>
    /// <param name="setting">Its first name in Npgsql's documentation, such as <c>Command Timeout</c>.</param>
    public static bool Sets(NpgsqlConnectionStringBuilder settings, string setting)
    {
        ArgumentNullException.ThrowIfNull(settings);
        return settings.Keys.Cast<string>().Contains(setting, StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>Kerberos is for who asks for it: an image without its library says so on the console for each process that tries.</summary>
    private static string Settings(string connection)
    {
        try
        {
            var settings = new NpgsqlConnectionStringBuilder(connection);
            if (!Sets(settings, "GSS Encryption Mode")) settings.GssEncryptionMode = GssEncryptionMode.Disable;
            return settings.ConnectionString;
        }
        catch (ArgumentException)
        {
            throw new FormatException("The connection string of a store address is NAME=VALUE;…, with the names of Npgsql.");
        }
    }

    /// <summary>Fit for a log: without the connection string.</summary>
    public override string ToString() => Kind is StoreKind.Sqlite ? $"sqlite:{Place}" : "postgres";
}

public enum StoreKind { Sqlite, Postgres }
