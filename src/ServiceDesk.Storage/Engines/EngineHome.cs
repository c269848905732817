namespace ServiceDesk.Storage.Engines;

/// <summary>
/// Which engine the documents and reminders of the store are with. The two keep them in different tables and find nothing in each other's: a
/// desk that began without its sites and numbers would hand out the same numbers again. On SQLite there is one engine and no question.
/// </summary>
public sealed class EngineHome
{
    /// <summary>The embedded engine may change documents. Part of every such statement: who was left behind changes nothing any more.</summary>
    internal const string IsEmbedded = "NOT EXISTS (SELECT 1 FROM engine WHERE name <> 'embedded')";

    /// <summary>Why a store of older desks, which noted nothing, is refused.</summary>
    public const string Ambiguous =
        "Both engines have documents in this store, and nothing says which are the desk's. Say so once:"
        + " desk adopt --to embedded|orleans --from embedded|orleans";

    private readonly Store _store;

    internal EngineHome(Store store) => _store = store;

    /// <summary>Lets an engine work on the store if its documents are there; an empty store becomes its own.</summary>
    /// <exception cref="StoreRefusedException">They are with the other engine, with both, or on their way.</exception>
    public async Task Claim(DeskEngine engine, CancellationToken cancel = default)
    {
        if (_store.Kind is StoreKind.Sqlite) return;
        if (await Find(cancel) is not { } home)
        {
            var (embedded, orleans) = await Contents(cancel);
            if (embedded && orleans) throw new StoreRefusedException(Ambiguous);
            var found = orleans ? DeskEngine.Orleans : embedded ? DeskEngine.Embedded : engine;
            if (found != engine) throw Refused(engine);
            await _store.Execute(new("INSERT INTO engine (one, name) VALUES (1, @name) ON CONFLICT DO NOTHING", ("@name", Word(engine))), cancel);
            home = (await Find(cancel))!;
        }

        if (home.IsMoving)
            throw new StoreRefusedException(
                "The documents of this store are on their way to the other engine, and 'desk adopt' has not come to its end: run it again.");
        if (home.Engine != engine) throw Refused(engine);
    }

    /// <summary>Whether the documents are still with this engine.</summary>
    public async Task<bool> IsWith(DeskEngine engine, CancellationToken cancel) =>
        _store.Kind is StoreKind.Sqlite || await Find(cancel) is not { } home || home == new Home(engine, IsMoving: false);

    /// <summary>Where they are; null in a store that no engine has noted itself in.</summary>
    public async Task<Home?> Find(CancellationToken cancel)
    {
        await using var reading = await _store.Read(cancel);
        return await reading.First(new("SELECT name FROM engine"), row => row.GetString(0), cancel) switch
        {
            null => null,
            "embedded" => new(DeskEngine.Embedded, IsMoving: false),
            "orleans" => new(DeskEngine.Orleans, IsMoving: false),
            "to_orleans" => new(DeskEngine.Embedded, IsMoving: true),
            "to_embedded" => new(DeskEngine.Orleans, IsMoving: true),
            var other => throw new StoreRefusedException($"The documents of this store are with '{other}', which this desk does not know. Run a newer desk."),
        };
    }

    /// <summary>In which engine's tables there is any document.</summary>
    public async Task<(bool Embedded, bool Orleans)> Contents(CancellationToken cancel)
    {
        await using var reading = await _store.Read(cancel);
        return await reading.First(
            new("SELECT EXISTS (SELECT 1 FROM document), EXISTS (SELECT 1 FROM orleansstorage WHERE payloadbinary IS NOT NULL)"),
            row => (row.GetBoolean(0), row.GetBoolean(1)), cancel);
    }

    internal static string Word(DeskEngine engine) => engine is DeskEngine.Embedded ? "embedded" : "orleans";

    private static StoreRefusedException Refused(DeskEngine engine) => new(engine is DeskEngine.Orleans
        ? "The sites, numbers and reminders of this store are with a desk of one process. Stop that one, and have them carried over: desk adopt"
        : "The sites, numbers and reminders of this store are with a cluster. Stop it, and have them carried over: desk adopt --to embedded");

    /// <param name="Engine">Whose documents are the desk's.</param>
    /// <param name="IsMoving">Whether a copy for the other engine was begun: until it is whole, neither may run.</param>
    public sealed record Home(DeskEngine Engine, bool IsMoving);
}
