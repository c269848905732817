using ServiceDesk.Storage.Audit;
using ServiceDesk.Storage.Databases;

namespace ServiceDesk.Storage.Verification;

/// <summary>Follows the audit log from its first row to its end: what was changed, taken out, moved or cut off shows.</summary>
internal static class AuditCheck
{
    public static async Task Run(Reading reading, Tally tally, CancellationToken cancel)
    {
        var (headSeq, headHash) = await reading.First(
            new("SELECT seq, hash FROM audit_head WHERE one = 1"), row => (row.GetInt64(0), row.GetString(1)), cancel);
        var (seq, hash) = (0L, AuditRow.Start);
        await foreach (var (row, stored) in AuditLog.All(reading, cancel))
        {
            if (row.Seq != seq + 1)
            {
                tally.Add(new(FindingKind.AuditGap, $"audit {seq + 1}", $"The audit log goes from {seq} to {row.Seq}."));
                return;
            }

            if (row.HashAfter(hash) != stored)
            {
                tally.Add(new(FindingKind.BrokenAudit, $"audit {row.Seq}", "The entry is not what was hashed, or not what followed the one before."));
                return;
            }

            (seq, hash) = (row.Seq, stored);
            if (seq == headSeq && hash != headHash)
                tally.Add(new(FindingKind.BrokenAudit, $"audit {seq}", "The entry is not the one that the log's head names."));
        }

        if (seq < headSeq) tally.Add(new(FindingKind.AuditGap, $"audit {seq + 1}", $"The audit log ends at {seq}; its head says {headSeq}."));
    }
}
