using System.Data.Common;
using ServiceDesk.Domain.Tickets;

namespace ServiceDesk.Storage.Contacts;

internal sealed class ContactKeyStore(Store store, TimeProvider time) : IContactKeyStore
{
    private const string KeyColumns = "id, site, generation, wrapped";

    public async Task<IReadOnlyList<DataKey>> DataKeys(string? site, CancellationToken cancel)
    {
        await using var reading = await store.Read(cancel);
        var (condition, parameters) = site is null ? ("", ((string, object?)[])[]) : ("WHERE site = @site", [("@site", site)]);
        return await reading.Rows(
            new($"SELECT site, generation, wrapped FROM data_key {condition} ORDER BY site, generation", parameters),
            row => new DataKey(row.GetString(0), row.GetInt32(1), row.GetString(2)), cancel);
    }

    public async Task<bool> AddDataKey(DataKey key, CancellationToken cancel) => await store.Execute(
        new(
            "INSERT INTO data_key (site, generation, wrapped, created_ms) VALUES (@site, @generation, @wrapped, @now) ON CONFLICT (site, generation) DO NOTHING",
            ("@site", key.Site), ("@generation", key.Generation), ("@wrapped", key.Wrapped), ("@now", Now)),
        cancel) > 0;

    public Task RewrapDataKey(DataKey key, CancellationToken cancel) => store.Execute(
        new(
            "UPDATE data_key SET wrapped = @wrapped WHERE site = @site AND generation = @generation",
            ("@site", key.Site), ("@generation", key.Generation), ("@wrapped", key.Wrapped)),
        cancel);

    public Task AddContactKeys(IReadOnlyList<ContactKey> keys, CancellationToken cancel)
    {
        var (values, parameters) = Values(keys);
        return store.Execute(new($"INSERT INTO contact_key ({KeyColumns}) VALUES {values}", parameters), cancel);
    }

    public async Task<ContactKey?> FindContactKey(string id, CancellationToken cancel)
    {
        await using var reading = await store.Read(cancel);
        return await reading.First(new($"SELECT {KeyColumns} FROM contact_key WHERE id = @id", ("@id", id)), Read, cancel);
    }

    public async Task<IReadOnlyList<ContactKey>> ContactKeysBefore(string site, int generation, int limit, CancellationToken cancel)
    {
        await using var reading = await store.Read(cancel);
        return await reading.Rows(
            new(
                $"""
                SELECT {KeyColumns} FROM contact_key WHERE site = @site AND generation < @generation AND wrapped IS NOT NULL
                ORDER BY generation, id LIMIT @limit
                """,
                ("@site", site), ("@generation", generation), ("@limit", limit)),
            Read, cancel);
    }

    public Task RewrapContactKeys(IReadOnlyList<ContactKey> keys, CancellationToken cancel)
    {
        var (values, parameters) = Values(keys);
        return store.Execute(
            new(
                $"""
                UPDATE contact_key SET generation = made.column3, wrapped = made.column4 FROM (VALUES {values}) AS made
                WHERE id = made.column1 AND wrapped IS NOT NULL AND generation < made.column3
                """,
                parameters),
            cancel);
    }

    public Task<int> Erase(IReadOnlyList<string> ids, CancellationToken cancel) => store.Execute(
        new(
            $"UPDATE contact_key SET wrapped = NULL, erased_ms = @now WHERE wrapped IS NOT NULL AND id IN ({string.Join(", ", ids.Select((_, i) => $"@p{i}"))})",
            [("@now", Now), .. ids.Select((id, i) => ($"@p{i}", (object?)id))]),
        cancel);

    public async Task<IReadOnlyList<ContactKeyCount>> CountContactKeys(CancellationToken cancel)
    {
        await using var reading = await store.Read(cancel);
        return await reading.Rows(
            new("SELECT site, generation, count(*) FROM contact_key WHERE wrapped IS NOT NULL GROUP BY site, generation ORDER BY site, generation"),
            row => new ContactKeyCount(row.GetString(0), row.GetInt32(1), row.GetInt64(2)), cancel);
    }

    public Task AddErasure(TicketKey ticket, CancellationToken cancel) => store.Execute(
        new(
            "INSERT INTO erasure (site, number, at_ms) VALUES (@site, @number, @now) ON CONFLICT (site, number) DO NOTHING",
            ("@site", ticket.Site), ("@number", ticket.Number), ("@now", Now)),
        cancel);

    public async Task<IReadOnlyList<TicketKey>> Erasures(DateTimeOffset since, CancellationToken cancel)
    {
        await using var reading = await store.Read(cancel);
        return await reading.Rows(
            new("SELECT site, number FROM erasure WHERE at_ms >= @since", ("@since", since.ToUnixTimeMilliseconds())),
            row => new TicketKey(row.GetString(0), row.GetString(1)), cancel);
    }

    private long Now => time.GetUtcNow().ToUnixTimeMilliseconds();

    private static ContactKey Read(DbDataReader row) =>
        new(row.GetString(0), row.GetString(1), row.GetInt32(2), row.IsDBNull(3) ? null : row.GetFieldValue<byte[]>(3));

    private static (string Text, (string, object?)[] Parameters) Values(IReadOnlyList<ContactKey> keys) => (
        string.Join(", ", keys.Select((_, i) => $"(@i{i}, @s{i}, @g{i}, @w{i})")),
        [.. keys.SelectMany((key, i) => ((string, object?)[])[($"@i{i}", key.Id), ($"@s{i}", key.Site), ($"@g{i}", key.Generation), ($"@w{i}", key.Wrapped)])]);
}
