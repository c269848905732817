using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;
using ServiceDesk.Domain;
using ServiceDesk.Domain.People;
using ServiceDesk.Domain.Tickets;

namespace ServiceDesk.Storage.Journal;

/// <summary>An event as it is stored: the very texts that its hash covers.</summary>
/// <param name="Actor">Sort and id of the doer, such as <c>staff:li.na</c>.</param>
internal sealed record EventText(
    int Version, long AtMs, string Kind, string Actor, string Cause, string? Via, string Body, string Hash)
{
    private static readonly Dictionary<Type, string> Kinds = typeof(TicketEvent).GetCustomAttributes<JsonDerivedTypeAttribute>()
        .ToDictionary(derived => derived.DerivedType, derived => (string)derived.TypeDiscriminator!);

    private static readonly Dictionary<string, ActorKind> ActorKinds =
        Enum.GetValues<ActorKind>().ToDictionary(kind => DeskJson.Word(kind));

    private static readonly Dictionary<ActorKind, string> ActorNames = ActorKinds.ToDictionary(pair => pair.Value, pair => pair.Key);

    /// <summary>The texts of one decision's events, each tied to the one before.</summary>
    public static EventText[] Chain(TicketKey key, string previous, IReadOnlyList<Happening> happenings)
    {
        var texts = new EventText[happenings.Count];
        for (var i = 0; i < texts.Length; i++)
        {
            var (version, at, by, cause, via, happened) = happenings[i];
            var atMs = at.ToUnixTimeMilliseconds();
            var actor = $"{ActorNames[by.Kind]}:{by.Id}";
            var body = JsonSerializer.Serialize(InHistory(happened), DeskJson.Stored);
            previous = HashChain.Next(previous, key, version, atMs, actor, cause, via, body);
            texts[i] = new(version, atMs, KindOf(happened), actor, cause, via, body, previous);
        }

        return texts;
    }

    /// <summary>Without what has to be forgotten some day: what is hashed cannot be.</summary>
    private static TicketEvent InHistory(TicketEvent happened) => happened is Opened opened ? opened with { Customer = opened.Customer.InHistory() } : happened;

    public static string KindOf(TicketEvent happened) => Kinds[happened.GetType()];

    /// <summary>What the texts say.</summary>
    /// <exception cref="JsonException">The body is no event that this version knows.</exception>
    public Happening Read() => new(
        Version, DateTimeOffset.FromUnixTimeMilliseconds(AtMs), ReadActor(Actor), Cause, Via,
        JsonSerializer.Deserialize<TicketEvent>(Body, DeskJson.Stored) ?? throw new JsonException("An event is missing its body."));

    /// <summary>The hash that the texts should have.</summary>
    public string HashAfter(string previous, TicketKey key) => HashChain.Next(previous, key, Version, AtMs, Actor, Cause, Via, Body);

    private static Actor ReadActor(string text)
    {
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        return colon > 0 && ActorKinds.TryGetValue(text[..colon], out var kind)
            ? new(kind, text[(colon + 1)..])
            : throw new JsonException($"'{text}' is no actor.");
    }
}
