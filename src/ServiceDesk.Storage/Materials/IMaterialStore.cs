namespace ServiceDesk.Storage.Materials;

/// <summary>Files of tickets, by the SHA-256 of their bytes: the same bytes twice are kept once, whatever they are called.</summary>
public interface IMaterialStore
{
    /// <summary>Longer than it takes from a file's arrival until its ticket has it.</summary>
    static TimeSpan UnderWay { get; } = TimeSpan.FromMinutes(10);

    /// <summary>What is known of a file; null when there is none, or not all of it.</summary>
    /// <param name="sha256">Lower-case hex.</param>
    Task<StoredFile?> Find(string sha256, CancellationToken cancel);

    /// <summary>Bytes that the files of a site take; one that two of its tickets have counts once.</summary>
    Task<long> UsedBy(string site, CancellationToken cancel);

    /// <summary>
    /// Keeps a file for a site, in flat memory; on disk when the task ends. One that was cut off is not there. It stays for
    /// <see cref="UnderWay"/> at least, whoever is forgotten meanwhile: by then a ticket has it.
    /// </summary>
    /// <param name="bytes">Read from where it stands to its end, unless the file is there already.</param>
    Task Keep(string site, StoredFile file, Stream bytes, CancellationToken cancel);

    /// <summary>Writes the bytes to a stream, in flat memory, as fast as that takes them.</summary>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    Task CopyTo(string sha256, Stream target, CancellationToken cancel);

    /// <summary>Files that wait for the virus scanner, oldest first.</summary>
    Task<IReadOnlyList<StoredFile>> Waiting(int limit, CancellationToken cancel);

    /// <summary>Notes what the scanner said.</summary>
    Task Judge(string sha256, FileState state, CancellationToken cancel);

    /// <summary>Notes files of an erased customer, which are to go.</summary>
    Task Forget(IReadOnlyList<string> files, CancellationToken cancel);

    /// <summary>
    /// Deletes those of the noted files that no ticket has but such whose customer is erased. Reads the states of all tickets. A file
    /// that somebody sent a moment ago waits for a later round.
    /// </summary>
    /// <returns>How many are gone.</returns>
    Task<int> DeleteForgotten(CancellationToken cancel);
}

/// <param name="Size">Bytes.</param>
/// <param name="MediaType">What it is by its content.</param>
public sealed record StoredFile(string Sha256, long Size, string MediaType, FileState State);

/// <summary>Whether a file may be had. The numbers are on disk.</summary>
public enum FileState
{
    /// <summary>The scanner has nothing against it, or there is none.</summary>
    Clean,

    /// <summary>Nobody may have it until the scanner has seen it.</summary>
    Waiting,
    Infected,
}
