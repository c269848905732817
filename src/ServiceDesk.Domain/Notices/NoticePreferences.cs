using System.ComponentModel.DataAnnotations;
using System.Globalization;
using ServiceDesk.Domain.Sla;
using ServiceDesk.Domain.Texts;

namespace ServiceDesk.Domain.Notices;

/// <summary>Which notices take a way out of the desk.</summary>
public enum ChannelUse { None, Urgent, All }

/// <summary>How a person wants to be told outside the desk; the inbox has every notice whatever stands here.</summary>
/// <param name="Language">zh-CN or en; null for the desk's own.</param>
/// <param name="UrgentBreaksQuiet">Whether urgent notices come in quiet hours too.</param>
public sealed record NoticePreferences(
    ChannelUse Email = ChannelUse.All, ChannelUse Sms = ChannelUse.Urgent, ChannelUse Chat = ChannelUse.All, QuietHours? Quiet = null,
    bool UrgentBreaksQuiet = true, [property: RegularExpression("^(zh-CN|en)$")] string? Language = null)
{
    public static NoticePreferences Standard { get; } = new();

    public bool Wants(Channel channel, bool urgent) => (channel switch { Channel.Email => Email, Channel.Sms => Sms, Channel.Chat => Chat, _ => ChannelUse.None }) switch
    {
        ChannelUse.All => true,
        ChannelUse.Urgent => urgent,
        _ => false,
    };

    /// <summary>When a notice may go out that is ready at a moment.</summary>
    public DateTimeOffset ReleaseOf(DateTimeOffset ready, bool urgent) => Quiet is null || urgent && UrgentBreaksQuiet ? ready : Quiet.EndAfter(ready);
}

/// <summary>Hours of the day in which nothing is sent, on the wall clock of a zone; past midnight when they end before they begin.</summary>
/// <param name="From">Such as 22:00.</param>
/// <param name="To">Such as 07:30; the first minute that is not quiet.</param>
/// <param name="TimeZone">IANA name.</param>
public sealed record QuietHours(
    [property: RegularExpression(QuietHours.Time)] string From, [property: RegularExpression(QuietHours.Time)] string To, [property: Line(64)] string TimeZone)
{
    public const string Time = "^([01][0-9]|2[0-3]):[0-5][0-9]$";

    /// <summary>The end of the quiet hours that the moment lies in; the moment itself when it lies in none.</summary>
    public DateTimeOffset EndAfter(DateTimeOffset moment)
    {
        if (!TimeZoneInfo.TryFindSystemTimeZoneById(TimeZone, out var zone)) return moment;
        var local = TimeZoneInfo.ConvertTime(moment, zone).DateTime;
        var (from, to, now) = (Read(From), Read(To), TimeOnly.FromDateTime(local));
        var isQuiet = from < to ? now >= from && now < to : from != to && (now >= from || now < to);
        if (!isQuiet) return moment;
        var day = DateOnly.FromDateTime(local);
        var end = (now < to ? day : day.AddDays(1)).ToDateTime(to);
        return new DateTimeOffset(LocalTime.ToUtcTicks(zone, end), TimeSpan.Zero);
    }

    private static TimeOnly Read(string text) => TimeOnly.ParseExact(text, "HH:mm", CultureInfo.InvariantCulture);
}
