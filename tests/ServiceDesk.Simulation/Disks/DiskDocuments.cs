using ServiceDesk.Simulation.Worlds;

namespace ServiceDesk.Simulation.Disks;

/// <summary>The documents of grains on the disk: of sites and numbers, which many tickets wait for.</summary>
internal sealed class DiskDocuments(Disk disk, Rulebook rules) : IDocumentStore
{
    private const string SiteKind = "site/site";

    private readonly InMemoryDocumentStore _kept = new();

    public Task<StoredDocument?> Read(string kind, string key, CancellationToken cancellationToken) =>
        disk.Access($"read {kind}", null, writes: false, () => _kept.Read(kind, key, default).GetAwaiter().GetResult());

    public Task<string> Write(string kind, string key, string body, string? expectedEtag, CancellationToken cancellationToken) =>
        disk.Access($"write {kind}", null, writes: true, () =>
        {
            var etag = _kept.Write(kind, key, body, expectedEtag, default).GetAwaiter().GetResult();
            if (kind == SiteKind) rules.Wrote(key, body, disk.Now);
            return etag;
        });

    public Task Clear(string kind, string key, string? expectedEtag, CancellationToken cancellationToken) =>
        disk.Access($"clear {kind}", null, writes: true, () =>
        {
            _kept.Clear(kind, key, expectedEtag, default).GetAwaiter().GetResult();
            return true;
        });
}
