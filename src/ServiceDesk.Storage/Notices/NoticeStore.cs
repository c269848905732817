using System.Data.Common;
using System.Text.Json;
using ServiceDesk.Domain;
using ServiceDesk.Domain.Notices;
using ServiceDesk.Grains.Notices;
using ServiceDesk.Storage.Databases;

namespace ServiceDesk.Storage.Notices;

internal sealed class NoticeStore(Store store, TimeProvider time) : INoticeStore, INoticeFeed, INoticePeople, IInboxes
{
    private const string InboxColumns = "id, seq, site, number, kind, urgent, at_ms, data, read_ms";

    private static readonly Dictionary<string, NoticeKind> Kinds = Enum.GetValues<NoticeKind>().ToDictionary(kind => DeskJson.Word(kind));

    public async Task<IReadOnlyList<FeedEvent>> Read(long after, int limit) =>
        [.. (await store.ReadStored(after, limit, CancellationToken.None))
            .Select(e => new FeedEvent(e.Position, e.Site, e.Number, e.Version, e.At, e.By, e.Kind, e.Body))];

    public Task WaitBeyond(long position, TimeSpan patience, CancellationToken cancel) => store.Feed.WaitBeyond(position, patience, cancel);

    /// <summary>Accounts, as long as nothing else keeps who works where.</summary>
    public async Task<IReadOnlyList<Person>> All()
    {
        var contacts = await store.PersonContacts.All(CancellationToken.None);
        return [.. (await store.Accounts.List(site: null, CancellationToken.None)).Select(account =>
        {
            var contact = contacts.GetValueOrDefault(account.Id, PersonContact.None);
            return new Person(account.Id, account.Sites, account.Roles, account.Skills, account.Supervisor, contact.Preferences, contact.Channels);
        })];
    }

    public async Task<NoticeHead> Head()
    {
        await using var reading = await store.Read(CancellationToken.None);
        return await reading.First(
            new("SELECT position, seq FROM notice_head WHERE one = 1"), row => new NoticeHead(row.GetInt64(0), row.GetInt64(1)), CancellationToken.None)
            ?? throw new InvalidOperationException("The store has no head of notices.");
    }

    public async Task<IReadOnlyDictionary<FoldKey, Fold>> Folds(IReadOnlyCollection<FoldKey> keys)
    {
        var folds = new Dictionary<FoldKey, Fold>();
        await using var reading = await store.Read(CancellationToken.None);
        foreach (var key in keys)
        {
            var count = await reading.First(
                new("SELECT count(*) FROM notice WHERE person = @person AND fold = @fold", ("@person", key.Person), ("@fold", key.Group)),
                row => row.GetInt64(0), CancellationToken.None);
            if (count == 0) continue;
            var digest = await reading.First(Of(key.Person, NoticePlan.CauseOf(key.Group)), ReadItem, CancellationToken.None);
            folds[key] = new((int)count, digest?.Data.Numbers ?? []);
        }

        return folds;
    }

    public Task<IReadOnlyList<WebhookFilter>> Webhooks() => store.Webhooks.Filters(CancellationToken.None);

    public Task<bool> Commit(NoticeHead from, NoticeHead to, IReadOnlyList<NoticeRow> rows, IReadOnlyList<DeliveryPlan> deliveries) => store.ExecuteGuarded(
        new(
            "UPDATE notice_head SET position = @to, seq = @seq WHERE one = 1 AND position = @from AND seq = @before",
            ("@to", to.Position), ("@seq", to.Seq), ("@from", from.Position), ("@before", from.Seq)),
        [.. rows.Select(Insert), .. deliveries.Select(delivery => DeliveryStore.Insert(delivery, time.GetUtcNow(), again: false))], CancellationToken.None);

    public async Task<IReadOnlyList<InboxItem>> Read(string person, bool unread, long? digest, long? before, int limit, CancellationToken cancel)
    {
        await using var reading = await store.Read(cancel);
        var within = "folded = 0";
        var fold = "";
        if (digest is { } id)
        {
            var cause = await reading.First(
                new("SELECT cause FROM notice WHERE person = @person AND id = @id", ("@person", person), ("@id", id)), row => row.GetString(0), cancel);
            if (cause is null || !cause.StartsWith(NoticePlan.CauseOf(""), StringComparison.Ordinal)) return [];
            (within, fold) = ("fold = @fold AND folded = 1", cause[NoticePlan.CauseOf("").Length..]);
        }

        return await reading.Rows(
            new(
                $"""
                SELECT {InboxColumns} FROM notice
                WHERE person = @person AND {within}{(unread ? " AND read_ms IS NULL" : "")} AND seq < @before ORDER BY seq DESC LIMIT @limit
                """,
                [("@person", person), ("@before", before ?? long.MaxValue), ("@limit", limit), .. digest is null ? [] : ((string, object?)[])[("@fold", fold)]]),
            ReadItem, cancel);
    }

    public async Task<IReadOnlyList<InboxItem>> Beyond(string person, long seq, int limit, CancellationToken cancel)
    {
        await using var reading = await store.Read(cancel);
        return await reading.Rows(
            new(
                $"SELECT {InboxColumns} FROM notice WHERE person = @person AND folded = 0 AND seq > @seq ORDER BY seq LIMIT @limit",
                ("@person", person), ("@seq", seq), ("@limit", limit)),
            ReadItem, cancel);
    }

    public async Task<long> Last(CancellationToken cancel) => (await Head()).Seq;

    public async Task<long> CountUnread(string person, CancellationToken cancel)
    {
        await using var reading = await store.Read(cancel);
        return await reading.First(
            new("SELECT count(*) FROM notice WHERE person = @person AND folded = 0 AND read_ms IS NULL", ("@person", person)), row => row.GetInt64(0), cancel);
    }

    public async Task<bool> MarkRead(string person, long id, DateTimeOffset now, CancellationToken cancel)
    {
        await using (var reading = await store.Read(cancel))
            if (await reading.First(
                new("SELECT id FROM notice WHERE person = @person AND id = @id", ("@person", person), ("@id", id)), row => row.GetInt64(0), cancel) == 0) return false;
        await store.Execute(
            new(
                """
                UPDATE notice SET read_ms = @now WHERE person = @person AND read_ms IS NULL AND (id = @id OR folded = 1 AND fold =
                    (SELECT substr(cause, @skip) FROM notice WHERE id = @id AND kind = @digest))
                """,
                ("@now", now.ToUnixTimeMilliseconds()), ("@person", person), ("@id", id), ("@skip", NoticePlan.CauseOf("").Length + 1),
                ("@digest", DeskJson.Word(NoticeKind.Digest))),
            cancel);
        return true;
    }

    public Task<int> MarkAllRead(string person, DateTimeOffset now, CancellationToken cancel) => store.Execute(
        new("UPDATE notice SET read_ms = @now WHERE person = @person AND read_ms IS NULL", ("@now", now.ToUnixTimeMilliseconds()), ("@person", person)), cancel);

    public async Task<InboxItem?> Find(string person, string cause, CancellationToken cancel)
    {
        await using var reading = await store.Read(cancel);
        return await reading.First(Of(person, cause), ReadItem, cancel);
    }

    private static Statement Of(string person, string cause) =>
        new($"SELECT {InboxColumns} FROM notice WHERE person = @person AND cause = @cause", ("@person", person), ("@cause", cause));

    private static Statement Insert(NoticeRow row) => new(
        $"""
        INSERT INTO notice (id, seq, person, cause, site, number, kind, urgent, at_ms, data, fold, folded)
        VALUES (@seq, @seq, @person, @cause, @site, @number, @kind, @urgent, @at, @data, @fold, @folded) ON CONFLICT (person, cause)
        {(row.Kind is NoticeKind.Digest ? "DO UPDATE SET seq = excluded.seq, at_ms = excluded.at_ms, data = excluded.data, read_ms = NULL" : "DO NOTHING")}
        """,
        ("@seq", row.Seq), ("@person", row.Person), ("@cause", row.Cause), ("@site", row.Site), ("@number", row.Number), ("@kind", DeskJson.Word(row.Kind)),
        ("@urgent", row.Urgent ? (short)1 : (short)0), ("@at", row.At.ToUnixTimeMilliseconds()), ("@data", JsonSerializer.Serialize(row.Data, DeskJson.Stored)),
        ("@fold", row.Group), ("@folded", row.Folded ? (short)1 : (short)0));

    private static InboxItem ReadItem(DbDataReader row) => new(
        row.GetInt64(0), row.GetInt64(1), row.GetString(2), row.Text(3), Kinds[row.GetString(4)], row.GetInt16(5) == 1,
        DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(6)), JsonSerializer.Deserialize<NoticeData>(row.GetString(7), DeskJson.Stored)!,
        row.IsDBNull(8) ? null : DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(8)));
}
