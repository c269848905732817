namespace ServiceDesk.Storage.Schema;

/// <summary>
/// The statements that Orleans' ADO.NET providers look up, by their keys. A write answers with what the provider checks: how many rows,
/// or the version that stands afterwards.
/// </summary>
internal static class OrleansQueries
{
    private const string Silo = "deploymentid = @DeploymentId AND address = @Address AND port = @Port AND generation = @Generation";

    private const string MembershipRows =
        """
        SELECT v.deploymentid, m.address, m.port, m.generation, m.siloname, m.hostname, m.status, m.proxyport, m.suspecttimes,
            m.starttime, m.iamalivetime, v.version
        FROM orleansmembershipversiontable v
        LEFT JOIN orleansmembershiptable m ON m.deploymentid = v.deploymentid
        """;

    /// <summary>
    /// Every change of membership takes the next version of the whole table first: of two silos that saw the same version, one changes
    /// it and the other one nothing.
    /// </summary>
    private const string NextVersion =
        """
        WITH next AS (
            UPDATE orleansmembershipversiontable SET version = version + 1, timestamp = now()
            WHERE deploymentid = @DeploymentId AND version = @Version
        """;

    internal const string Document =
        """
        grainidhash = @GrainIdHash AND graintypehash = @GrainTypeHash AND grainidn0 = @GrainIdN0 AND grainidn1 = @GrainIdN1
            AND serviceid = @ServiceId AND graintypestring = @GrainTypeString
            AND grainidextensionstring IS NOT DISTINCT FROM @GrainIdExtensionString::text
        """;

    private const string Reminder = "SELECT grainid, remindername, starttime, period, version FROM orleansreminderstable WHERE serviceid = @ServiceId";

    public static IReadOnlyDictionary<string, string> All { get; } = new Dictionary<string, string>
    {
        ["MembershipReadAllKey"] = $"{MembershipRows} WHERE v.deploymentid = @DeploymentId",

        // The version comes also where the silo has no row.
        ["MembershipReadRowKey"] =
            $"""
            {MembershipRows} AND m.address = @Address AND m.port = @Port AND m.generation = @Generation
            WHERE v.deploymentid = @DeploymentId
            """,
        ["InsertMembershipVersionKey"] =
            """
            WITH made AS (
                INSERT INTO orleansmembershipversiontable (deploymentid) VALUES (@DeploymentId) ON CONFLICT DO NOTHING RETURNING 1)
            SELECT count(*)::int FROM made
            """,
        ["InsertMembershipKey"] =
            $"""
            {NextVersion}
                AND NOT EXISTS (SELECT 1 FROM orleansmembershiptable WHERE {Silo}) RETURNING 1),
            made AS (
                INSERT INTO orleansmembershiptable
                    (deploymentid, address, port, generation, siloname, hostname, status, proxyport, starttime, iamalivetime)
                SELECT @DeploymentId, @Address, @Port, @Generation, @SiloName, @HostName, @Status, @ProxyPort, @StartTime, @IAmAliveTime
                FROM next RETURNING 1)
            SELECT count(*)::int FROM made
            """,
        ["UpdateMembershipKey"] =
            $"""
            {NextVersion}
                AND EXISTS (SELECT 1 FROM orleansmembershiptable WHERE {Silo}) RETURNING 1),
            changed AS (
                UPDATE orleansmembershiptable SET status = @Status, suspecttimes = @SuspectTimes, iamalivetime = @IAmAliveTime
                WHERE {Silo} AND EXISTS (SELECT 1 FROM next) RETURNING 1)
            SELECT count(*)::int FROM changed
            """,
        ["UpdateIAmAlivetimeKey"] = $"UPDATE orleansmembershiptable SET iamalivetime = @IAmAliveTime WHERE {Silo}",
        ["DeleteMembershipTableEntriesKey"] =
            """
            DELETE FROM orleansmembershiptable WHERE deploymentid = @DeploymentId;
            DELETE FROM orleansmembershipversiontable WHERE deploymentid = @DeploymentId
            """,

        // 3 is Active: a silo that still counts as alive is never swept away.
        ["CleanupDefunctSiloEntriesKey"] =
            "DELETE FROM orleansmembershiptable WHERE deploymentid = @DeploymentId AND iamalivetime < @IAmAliveTime AND status <> 3",
        ["GatewaysQueryKey"] =
            """
            SELECT address, proxyport, generation FROM orleansmembershiptable
            WHERE deploymentid = @DeploymentId AND status = @Status AND proxyport > 0
            """,

        ["ReadFromStorageKey"] = $"SELECT payloadbinary, modifiedon, version FROM orleansstorage WHERE {Document}",

        // The version that was sent comes back where nothing was written: somebody else wrote first.
        ["WriteToStorageKey"] =
            $"""
            WITH changed AS (
                UPDATE orleansstorage SET payloadbinary = @PayloadBinary, modifiedon = now(), version = version + 1
                WHERE {Document} AND version = @GrainStateVersion::int RETURNING version),
            made AS (
                INSERT INTO orleansstorage (
                    grainidhash, grainidn0, grainidn1, graintypehash, graintypestring, grainidextensionstring, serviceid,
                    payloadbinary, modifiedon, version)
                SELECT @GrainIdHash, @GrainIdN0, @GrainIdN1, @GrainTypeHash, @GrainTypeString, @GrainIdExtensionString::text, @ServiceId,
                    @PayloadBinary, now(), 1
                WHERE @GrainStateVersion::int IS NULL ON CONFLICT DO NOTHING RETURNING version)
            SELECT coalesce((SELECT version FROM changed), (SELECT version FROM made), @GrainStateVersion::int) AS newgrainstateversion
            """,
        ["ClearStorageKey"] =
            $"""
            UPDATE orleansstorage SET payloadbinary = NULL, modifiedon = now(), version = version + 1
            WHERE {Document} AND version = @GrainStateVersion::int RETURNING version AS newgrainstateversion
            """,
        ["DeleteStorageKey"] =
            $"""
            DELETE FROM orleansstorage WHERE {Document} AND version = @GrainStateVersion::int RETURNING version + 1 AS newgrainstateversion
            """,

        ["ReadReminderRowsKey"] = $"{Reminder} AND grainid = @GrainId",
        ["ReadReminderRowKey"] = $"{Reminder} AND grainid = @GrainId AND remindername = @ReminderName",

        // Hashes lie on a ring; the second range is the one that passes its end.
        ["ReadRangeRows1Key"] = $"{Reminder} AND grainhash > @BeginHash AND grainhash <= @EndHash",
        ["ReadRangeRows2Key"] = $"{Reminder} AND (grainhash > @BeginHash OR grainhash <= @EndHash)",
        ["UpsertReminderRowKey"] =
            """
            INSERT INTO orleansreminderstable AS r (serviceid, grainid, remindername, starttime, period, grainhash, version)
            VALUES (@ServiceId, @GrainId, @ReminderName, @StartTime, @Period, @GrainHash, 0)
            ON CONFLICT (serviceid, grainid, remindername) DO UPDATE
            SET starttime = excluded.starttime, period = excluded.period, grainhash = excluded.grainhash, version = r.version + 1
            RETURNING version
            """,
        ["DeleteReminderRowKey"] =
            """
            WITH gone AS (
                DELETE FROM orleansreminderstable
                WHERE serviceid = @ServiceId AND grainid = @GrainId AND remindername = @ReminderName AND version = @Version RETURNING 1)
            SELECT count(*)::int FROM gone
            """,
        ["DeleteReminderRowsKey"] = "DELETE FROM orleansreminderstable WHERE serviceid = @ServiceId",
    };
}
