using System.Text.Json.Nodes;
using ServiceDesk.Gateway.Errors;
using ServiceDesk.Storage.Audit;
using ServiceDesk.Storage.Materials;

namespace ServiceDesk.Gateway.Attachments;

/// <summary>Lets files in: within the site's quota, and past the scanner where there is one.</summary>
public sealed class AttachmentDoor(IMaterialStore store, AttachmentOptions options, IAuditLog audit, ILogger<AttachmentDoor> log, IFileScanner? scanner = null)
{
    private static readonly Problem Infected = new(400, "infected", "文件含有恶意软件", "The file is infected; it was not kept.") { Faults = [new("/file", "is infected")] };
    private static readonly Problem OverQuota = new(409, "quota_exceeded", "服务中心的附件空间已满", "The site has no more room for files.");

    private static readonly Problem NoScanner =
        new(503, "scanner_unavailable", "病毒扫描暂不可用，请稍后重试", "Files cannot be scanned just now: try again later.") { RetryAfterSeconds = 30 };

    private static readonly Problem Quarantined = new(409, "quarantined", "文件等待病毒扫描", "The file waits for the virus scanner.");

    /// <summary>Keeps the file for the site.</summary>
    /// <param name="actor">Whom the audit log names when it is infected.</param>
    /// <returns>Why it was not kept; null when it was.</returns>
    public async Task<Problem?> Take(string site, Spool file, string actor, string? via, CancellationToken cancel)
    {
        var known = await store.Find(file.Sha256, cancel);
        if (known?.State is FileState.Infected) return Infected;
        if (await store.UsedBy(site, cancel) + file.Size > options.QuotaBytes) return OverQuota;

        var state = known?.State ?? FileState.Clean;
        if (known is null && scanner is not null)
        {
            try
            {
                if (await scanner.Scan(file.Open(), cancel) is { } found)
                {
                    await audit.Write(Told(found, file.Sha256, site, actor, via), cancel);
                    return Infected;
                }
            }
            catch (ScannerUnavailableException down)
            {
                log.LogWarning(down, "A file could not be scanned");
                if (!options.Quarantines) return NoScanner;
                state = FileState.Waiting;
            }
        }

        await store.Keep(site, new(file.Sha256, file.Size, file.MediaType, state), file.Open(), cancel);
        return null;
    }

    /// <summary>Why nobody may have the file now; null when they may.</summary>
    public static Problem? Bars(StoredFile file) => file.State switch
    {
        FileState.Waiting => Quarantined,
        FileState.Infected => Infected,
        _ => null,
    };

    /// <summary>Scans what waits, as long as the scanner answers.</summary>
    /// <returns>How many were judged.</returns>
    public async Task<int> Release(CancellationToken cancel)
    {
        var judged = 0;
        while (scanner is not null && await store.Waiting(10, cancel) is { Count: > 0 } waiting)
        {
            foreach (var file in waiting)
            {
                await using var bytes = Spool.New();
                await store.CopyTo(file.Sha256, bytes, cancel);
                bytes.Position = 0;
                var found = await scanner.Scan(bytes, cancel);
                if (found is not null) await audit.Write(Told(found, file.Sha256, null, "clock", null), cancel);
                await store.Judge(file.Sha256, found is null ? FileState.Clean : FileState.Infected, cancel);
                judged++;
            }
        }

        return judged;
    }

    private static AuditRecord Told(string found, string sha256, string? site, string actor, string? via) =>
        new(AuditKind.FileInfected, site, actor, via, new JsonObject { ["found"] = found, ["sha256"] = sha256 });
}

/// <summary>Once a minute: gives quarantined files to the scanner, and deletes those of erased customers that had to wait.</summary>
internal sealed class FileRounds(AttachmentDoor door, IMaterialStore store, AttachmentOptions options, ILogger<FileRounds> log, TimeProvider time) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Pause, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await store.DeleteForgotten(stoppingToken);
                if (options.Scanner is not null) await door.Release(stoppingToken);
            }
            catch (Exception fault) when (!stoppingToken.IsCancellationRequested)
            {
                log.LogWarning(fault, "Files could not be scanned, or deleted; the next round tries again");
            }
        }
    }
}
