using System.Buffers;
using System.Text;
using System.Text.Json;
using ServiceDesk.Domain;
using ServiceDesk.Domain.Tickets;
using ServiceDesk.Grains.Tickets;
using ServiceDesk.Storage.Databases;
using ServiceDesk.Storage.Search;

namespace ServiceDesk.Storage.Journal;

/// <summary>The journal of tickets, and the answers of the gateway, which share its table.</summary>
internal sealed class TicketJournal(Store store) : ITicketJournal, IAnswerStore
{
    private static readonly SearchValues<char> Suspects =
        SearchValues.Create(['\0', .. Enumerable.Range(0xD800, 0x800).Select(code => (char)code)]);

    public async Task<TicketHead?> Load(TicketKey key)
    {
        await using var reading = await store.Read(CancellationToken.None);
        return await reading.First(
            new("SELECT state, hash FROM ticket WHERE site = @site AND number = @number", ("@site", key.Site), ("@number", key.Number)),
            row => new TicketHead(JsonSerializer.Deserialize<Ticket>(row.GetString(0), DeskJson.Stored)!, row.GetString(1)), CancellationToken.None);
    }

    public async Task<Ticket?> LoadAt(TicketKey key, int version)
    {
        await using var reading = await store.Read(CancellationToken.None);
        Ticket? ticket = null;
        await foreach (var e in reading.Stream(EventRows.UpTo(key, version), EventRows.Read, CancellationToken.None))
            ticket = TicketHistory.Evolve(key, ticket, e.Read());
        return ticket?.Version == version ? await Names.Put(ticket, reading, CancellationToken.None) : null;
    }

    public Task<Commit> Append(Append append)
    {
        var (key, next) = (append.Key, append.Next);
        var happenings = append.Happenings;
        if (happenings.Count == 0 || happenings[0].Version != append.ExpectedVersion + 1 || happenings[^1].Version != next.Version)
            throw new ArgumentException($"{key}: the events do not lead from version {append.ExpectedVersion} to {next.Version}.", nameof(append));

        // The texts are made here, by the caller's processor, so that the one writer has nothing to do but to write.
        var events = EventText.Chain(key, append.PreviousHash, happenings);
        var row = TicketRow.Of(next, events[^1].Hash, NumberOrder.Of(key.Number, append.ExpectedVersion == 0 ? append.NumberPattern : null));
        var item = new AppendItem(append, events, row, happenings.Any(h => WordSearch.Touches(h.Event)) ? row.Words : null);
        Storable(Texts(item));
        return store.Writer.Write(item);
    }

    public async Task<Answered?> FindAnswer(string requestId)
    {
        await using var reading = await store.Read(CancellationToken.None);
        return await reading.First(
            new("SELECT fingerprint, number, version, refusal FROM request WHERE id = @id", ("@id", requestId)),
            row => Answers.Read(row.GetString(0), row.Text(1), row.GetInt32(2), row.Text(3)), CancellationToken.None);
    }

    public Task KeepRefusal(RequestMark request, TicketKey key, Refusal refusal)
    {
        Storable([request.Id, request.Fingerprint]);
        return store.Writer.Write(new KeepItem(request.Id, request.Fingerprint, key, refusal: Answers.Text(refusal)));
    }

    public async Task<KeptAnswer?> Find(string requestId, CancellationToken cancel)
    {
        await using var reading = await store.Read(cancel);
        return await reading.First(
            new("SELECT fingerprint, coalesce(status, 0), body FROM request WHERE id = @id", ("@id", requestId)),
            row => new KeptAnswer(row.GetString(0), row.GetInt32(1), row.Text(2)), cancel);
    }

    public Task Keep(string requestId, KeptAnswer answer, CancellationToken cancel)
    {
        Storable([requestId, answer.Fingerprint, answer.Body]);
        return store.Writer.Write(new KeepItem(requestId, answer.Fingerprint, status: answer.Status, body: answer.Body));
    }

    private static IEnumerable<string?> Texts(AppendItem item) =>
        TicketRow.Columns.Where(c => c.Type is ColumnType.Text).Select(c => (string?)c.Value(item.Row))
            .Concat(item.Events.SelectMany(e => (string?[])[e.Actor, e.Cause, e.Via, e.Body]))
            .Concat([item.Append.Request?.Id, item.Append.Request?.Fingerprint]);

    /// <summary>
    /// U+0000 is refused by PostgreSQL and cut off by SQLite's readers, half a surrogate pair is no UTF-8: such a text would not come back as
    /// it was hashed.
    /// </summary>
    private static void Storable(IEnumerable<string?> texts)
    {
        foreach (var text in texts)
        {
            if (text is null || !text.AsSpan().ContainsAny(Suspects)) continue;
            if (text.Contains('\0', StringComparison.Ordinal)) throw new ArgumentException("A text has U+0000 in it.");
            for (var rest = text.AsSpan(); rest.Length > 0;)
            {
                if (Rune.DecodeFromUtf16(rest, out _, out var length) is not OperationStatus.Done)
                    throw new ArgumentException("A text has half a surrogate pair in it.");
                rest = rest[length..];
            }
        }
    }
}
