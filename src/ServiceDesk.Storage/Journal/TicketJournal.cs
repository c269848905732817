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
        return ticket?.Version == version ? ticket : null;
    }

    public Task<Commit> Append(Append append)
    {
        var (key, next) = (append.Key, append.Next);
        if (append.Happenings.Count == 0 || append.Happenings[0].Version != append.ExpectedVersion + 1 || append.Happenings[^1].Version != next.Version)
            throw new ArgumentException($"{key}: the events do not lead from version {append.ExpectedVersion} to {next.Version}.", nameof(append));

        // The texts are made here, by the caller's processor, so that the one writer has nothing to do but to write.
        var events = EventText.Chain(key, append.PreviousHash, append.Happenings);
        var row = TicketRow.Of(next, events[^1].Hash, NumberOrder.Of(key.Number, append.ExpectedVersion == 0 ? append.NumberPattern : null));
        var item = new AppendItem(append, events, row, append.Happenings.Any(h => WordSearch.Touches(h.Event)) ? row.Words : null);
        RefuseNul(item);
        return store.Writer.Write(item);
    }

    public async Task<Answered?> FindAnswer(string requestId)
    {
        await using var reading = await store.Read(CancellationToken.None);
        return await reading.First(
            new("SELECT fingerprint, number, version, refusal FROM request WHERE id = @id", ("@id", requestId)),
            row => Answers.Read(row.GetString(0), row.Text(1), row.GetInt32(2), row.Text(3)), CancellationToken.None);
    }

    public Task KeepRefusal(RequestMark request, TicketKey key, Refusal refusal) =>
        store.Writer.Write(new KeepItem(request.Id, request.Fingerprint, key, refusal: Answers.Text(refusal)));

    public async Task<KeptAnswer?> Find(string requestId, CancellationToken cancel)
    {
        await using var reading = await store.Read(cancel);
        return await reading.First(
            new("SELECT fingerprint, coalesce(status, 0), body FROM request WHERE id = @id", ("@id", requestId)),
            row => new KeptAnswer(row.GetString(0), row.GetInt32(1), row.Text(2)), cancel);
    }

    public Task Keep(string requestId, KeptAnswer answer, CancellationToken cancel) =>
        store.Writer.Write(new KeepItem(requestId, answer.Fingerprint, status: answer.Status, body: answer.Body));

    /// <summary>U+0000 is refused by PostgreSQL and cut off by SQLite's readers: a text that has it would not come back as it was hashed.</summary>
    private static void RefuseNul(AppendItem item)
    {
        var texts = TicketRow.Columns.Where(c => c.Type is ColumnType.Text).Select(c => (string?)c.Value(item.Row))
            .Concat(item.Events.SelectMany(e => (string?[])[e.Actor, e.Cause, e.Via, e.Body]))
            .Concat([item.Append.Request?.Id, item.Append.Request?.Fingerprint]);
        if (texts.Any(text => text?.Contains('\0', StringComparison.Ordinal) is true))
            throw new ArgumentException($"{item.Append.Key}: a text has U+0000 in it.");
    }
}
