using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using ServiceDesk.Domain.Tickets;

namespace ServiceDesk.Domain.Notices;

/// <param name="Title">One line: a mail's subject.</param>
/// <param name="Text">One paragraph.</param>
public sealed record NoticeText(string Title, string Text);

/// <summary>What the words need beside the notice's own data.</summary>
/// <param name="Site">Name of the support centre.</param>
/// <param name="Zone">The zone that moments are told in.</param>
/// <param name="Ticket">As it is now; null where the notice is about none, or for whoever may not see it.</param>
/// <param name="Link">For the customer; null where there is none.</param>
public sealed record NoticeSetting(string Site, string Zone, string? Number, Ticket? Ticket, string? Link = null);

/// <summary>The words of notices in one language: Notices/Templates/*.json.</summary>
public sealed partial class NoticeWords
{
    private const int ShownOfRequest = 120;

    private readonly Dictionary<string, NoticeText> _notices;
    private readonly Dictionary<string, string> _names;
    private readonly Dictionary<string, string> _clocks;
    private readonly Dictionary<string, string> _states;
    private readonly string _desk;

    private NoticeWords(string language)
    {
        using var stream = typeof(NoticeWords).Assembly.GetManifestResourceStream($"Notices/{language}.json")
            ?? throw new InvalidOperationException($"The templates of {language} are missing from the assembly.");
        var file = JsonSerializer.Deserialize<Templates>(stream, DeskJson.Wire)!;
        (_notices, _names, _clocks, _states, _desk) = (file.Notices, file.Names, file.Clocks, file.States, file.Desk);
    }

    public static NoticeWords Chinese { get; } = new("zh-CN");

    public static NoticeWords English { get; } = new("en");

    /// <summary>Of zh-CN or en; English for anything else.</summary>
    public static NoticeWords Of(string? language) => language?.StartsWith("zh", StringComparison.OrdinalIgnoreCase) is true ? Chinese : English;

    public NoticeText Say(NoticeKind kind, NoticeData data, NoticeSetting setting)
    {
        var template = _notices[DeskJson.Word(kind)];
        string Fill(string text) => Placeholder().Replace(text, match => Value(match.Groups[1].Value, data, setting));
        return new(Fill(template.Title), Fill(template.Text));
    }

    private string Value(string name, NoticeData data, NoticeSetting setting) => name switch
    {
        "number" => setting.Number ?? "",
        "site" => setting.Site,
        "customer" => setting.Ticket?.Customer.Name ?? "",
        "request" => Shortened(setting.Ticket?.Verbatim ?? ""),
        "due" => data.Due is { } due ? Moment(due, setting.Zone) : "–",
        "clock" => _clocks[data.Clock is { } clock ? DeskJson.Word(clock) : data.State is { } cause && _clocks.ContainsKey(cause) ? cause : "none"],
        "level" => $"{data.Level}",
        "by" => data.By ?? _desk,
        "item" => $"{data.Item}",
        "state" => _states.GetValueOrDefault(data.State ?? "none", data.State ?? ""),
        "department" => data.Department ?? "",
        "of" => data.Of is { } of ? _names[DeskJson.Word(of)] : "",
        "count" => $"{data.Count}",
        "numbers" => string.Join(", ", data.Numbers ?? []) + (data.Count > data.Numbers?.Count ? " …" : ""),
        "subject" => data.Subject ?? "",
        "link" => setting.Link ?? "",
        _ => throw new InvalidOperationException($"No template may say {{{name}}}."),
    };

    private static string Moment(DateTimeOffset moment, string zone) =>
        TimeZoneInfo.ConvertTime(moment, TimeZoneInfo.FindSystemTimeZoneById(zone)).ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);

    private static string Shortened(string text)
    {
        var line = text.ReplaceLineEndings(" ");
        if (line.Length <= ShownOfRequest) return line;
        return line[..(char.IsHighSurrogate(line[ShownOfRequest - 1]) ? ShownOfRequest - 1 : ShownOfRequest)] + "…";
    }

    private sealed record Templates(
        Dictionary<string, NoticeText> Notices, Dictionary<string, string> Names, Dictionary<string, string> Clocks,
        Dictionary<string, string> States, string Desk);

    [GeneratedRegex(@"\{([a-z_]+)\}")]
    private static partial Regex Placeholder();
}
