namespace ServiceDesk.Embedded;

/// <summary>A document of a grain: read before activation, written when the grain says so.</summary>
public interface IPersistentState<TState>
{
    /// <summary>The state in memory; a new one where nothing is stored.</summary>
    TState State { get; set; }

    /// <summary>The version last read or written; null where nothing is stored.</summary>
    string? Etag { get; }

    bool RecordExists { get; }

    /// <summary>Forgets what is in memory, and reads.</summary>
    Task ReadStateAsync(CancellationToken cancellationToken = default);

    /// <summary>Stores the state.</summary>
    /// <exception cref="InconsistentStateException">Somebody else wrote since; the activation goes after this turn.</exception>
    Task WriteStateAsync(CancellationToken cancellationToken = default);

    /// <summary>Removes the document.</summary>
    /// <inheritdoc cref="WriteStateAsync"/>
    Task ClearStateAsync(CancellationToken cancellationToken = default);
}
