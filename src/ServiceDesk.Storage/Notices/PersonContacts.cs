using System.Text.Json;
using ServiceDesk.Domain;
using ServiceDesk.Domain.Notices;
using ServiceDesk.Storage.Databases;

namespace ServiceDesk.Storage.Notices;

/// <summary>How people of the desk can be reached, and how they want to be.</summary>
public interface IPersonContactStore
{
    Task<PersonContact> Find(string person, CancellationToken cancel);

    Task Put(string person, PersonContact contact, CancellationToken cancel);

    /// <summary>Of all who have any, by person.</summary>
    Task<IReadOnlyDictionary<string, PersonContact>> All(CancellationToken cancel);
}

/// <param name="Email">Sealed by the gateway; null when there is none.</param>
/// <param name="Phone">Sealed by the gateway; null when there is none.</param>
public sealed record PersonContact(string? Email, string? Phone, NoticePreferences Preferences)
{
    public static PersonContact None { get; } = new(null, null, NoticePreferences.Standard);

    /// <summary>The ways that lead to them. A chat provider knows people by their account id.</summary>
    public IReadOnlyList<Channel> Channels =>
        [.. Email is null ? [] : (Channel[])[Channel.Email], .. Phone is null ? [] : (Channel[])[Channel.Sms], Channel.Chat];
}

internal sealed class PersonContactStore(Store store) : IPersonContactStore
{
    public async Task<PersonContact> Find(string person, CancellationToken cancel)
    {
        await using var reading = await store.Read(cancel);
        return await reading.First(
            new("SELECT email, phone, preferences FROM person_contact WHERE person = @person", ("@person", person)),
            row => Read(row.Text(0), row.Text(1), row.Text(2)), cancel) ?? PersonContact.None;
    }

    public Task Put(string person, PersonContact contact, CancellationToken cancel) => store.Execute(
        new(
            """
            INSERT INTO person_contact (person, email, phone, preferences) VALUES (@person, @email, @phone, @preferences)
            ON CONFLICT (person) DO UPDATE SET email = excluded.email, phone = excluded.phone, preferences = excluded.preferences
            """,
            ("@person", person), ("@email", contact.Email), ("@phone", contact.Phone),
            ("@preferences", JsonSerializer.Serialize(contact.Preferences, DeskJson.Stored))),
        cancel);

    public async Task<IReadOnlyDictionary<string, PersonContact>> All(CancellationToken cancel)
    {
        await using var reading = await store.Read(cancel);
        var rows = await reading.Rows(
            new("SELECT person, email, phone, preferences FROM person_contact"), row => (row.GetString(0), Read(row.Text(1), row.Text(2), row.Text(3))), cancel);
        return rows.ToDictionary(row => row.Item1, row => row.Item2, StringComparer.Ordinal);
    }

    private static PersonContact Read(string? email, string? phone, string? preferences) => new(
        email, phone, preferences is null ? NoticePreferences.Standard : JsonSerializer.Deserialize<NoticePreferences>(preferences, DeskJson.Stored)!);
}
