namespace ServiceDesk.Storage.Journal;

/// <summary>Writes batches to one database, from one thread.</summary>
internal interface IBatchSink : IDisposable
{
    /// <summary>
    /// Writes a batch in one transaction and notes each item's outcome. When it returns, all is on disk; when it throws, nobody knows,
    /// unless <see cref="RolledBack"/> says so.
    /// </summary>
    void Write(IReadOnlyList<WriteItem> batch, long nowMs);

    /// <summary>Whether the fault lies in what was to be written, and nothing of it was.</summary>
    bool RolledBack(Exception fault);

    /// <summary>Gives up the connection; the next batch opens another.</summary>
    void Reset();
}
