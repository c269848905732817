using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace ServiceDesk.Host.Replay;

/// <summary>What the activities of a log mean to a desk. The file that comes with the tool is Replay/replay-map.json.</summary>
/// <param name="Open">The request that a case's first event becomes. Words in braces are filled in, see <see cref="Fill"/>.</param>
/// <param name="Rules">The first that fits decides; an activity that none fits counts as refused.</param>
internal sealed partial record ReplayMap(JsonObject Open, IReadOnlyList<ReplayRule> Rules)
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        ReadCommentHandling = JsonCommentHandling.Skip,
        UnmappedMemberHandling = System.Text.Json.Serialization.JsonUnmappedMemberHandling.Disallow,
        RespectRequiredConstructorParameters = true,
    };

    /// <param name="path">Null for the map that comes with the tool.</param>
    /// <exception cref="JsonException">The file is no map.</exception>
    public static ReplayMap Load(string? path)
    {
        using var stream = path is null
            ? typeof(ReplayMap).Assembly.GetManifestResourceStream("replay-map.json")!
            : File.OpenRead(path);
        return JsonSerializer.Deserialize<ReplayMap>(stream, Options) ?? throw new JsonException("The map is empty.");
    }

    /// <summary>The rule for an event where the ticket stands; null when there is none.</summary>
    public ReplayRule? Find(LoggedEvent e, CaseState ticket, bool first) => Rules.FirstOrDefault(rule => rule.Fits(e, ticket, first));

    /// <summary>Fills in {case}, {seq}, {activity}, {resource}, {agent}, {group} and {time}.</summary>
    public static JsonObject Fill(JsonObject template, LoggedEvent e, TimeZoneInfo zone)
    {
        var filled = template.DeepClone().AsObject();
        FillIn(filled, word => word switch
        {
            "case" => e.Case,
            "seq" => $"{e.Seq}",
            "activity" => e.Activity,
            "resource" => e.Resource ?? "somebody",
            "agent" => Agent(e),
            "group" => Id(e.Group ?? e.Resource ?? "nobody"),
            "time" => Domain.Instant.Text(e.In(zone)),
            _ => throw new JsonException($"The map fills in no {{{word}}}."),
        });
        return filled;
    }

    /// <summary>The resource as an agent's id.</summary>
    public static string Agent(LoggedEvent e) => Id(e.Resource ?? "nobody");

    private static string Id(string name) => NotInIds().Replace(name.Trim(), "-") is var id && id.Length > 64 ? id[..64] : id;

    private static void FillIn(JsonNode node, Func<string, string> value)
    {
        if (node is JsonArray list)
        {
            for (var i = 0; i < list.Count; i++)
                if (Filled(list[i], value) is { } text) list[i] = text;
        }
        else if (node is JsonObject record)
        {
            foreach (var (name, member) in record.ToList())
                if (Filled(member, value) is { } text) record[name] = text;
        }
    }

    private static JsonValue? Filled(JsonNode? node, Func<string, string> value)
    {
        if (node is JsonValue leaf && leaf.TryGetValue<string>(out var text))
            return JsonValue.Create(Slot().Replace(text, slot => value(slot.Groups[1].Value)));
        if (node is not null) FillIn(node, value);
        return null;
    }

    [GeneratedRegex(@"\{(\w+)\}")]
    private static partial Regex Slot();

    [GeneratedRegex(@"[^\p{L}\p{N}._@:\-]")]
    private static partial Regex NotInIds();
}

/// <param name="Activities">As in the log; a star at the end stands for any rest.</param>
/// <param name="Commands">Sent in turn until one is refused; the event is accepted when the last one is. None: the event did its work by opening the ticket.</param>
/// <param name="First">True for an event that opens its case only; null for any.</param>
/// <param name="Status">Where the ticket must stand; null for anywhere.</param>
/// <param name="Owner">"same" when the event's resource owns the ticket, "other" when not; null for either.</param>
internal sealed record ReplayRule(
    IReadOnlyList<string> Activities, IReadOnlyList<ReplayStep> Commands, bool? First = null, IReadOnlyList<string>? Status = null, string? Owner = null)
{
    public bool Fits(LoggedEvent e, CaseState ticket, bool first) =>
        Activities.Any(name => name.EndsWith('*') ? e.Activity.StartsWith(name[..^1], StringComparison.Ordinal) : e.Activity == name)
        && (First is null || First == first)
        && (Status is null || Status.Contains(ticket.Status))
        && (Owner is null || Owner == (ticket.Owner == ReplayMap.Agent(e) ? "same" : "other"));
}

/// <param name="Command">The last part of the address: acknowledge, resolve, subtasks/1/done …</param>
/// <param name="WhenSummaryIsRequired">True for a step that only a site needs which asks for a summary.</param>
internal sealed record ReplayStep(string Command, JsonObject? Body = null, bool WhenSummaryIsRequired = false);
