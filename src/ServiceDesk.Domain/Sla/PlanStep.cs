using System.Text.Json.Serialization;

namespace ServiceDesk.Domain.Sla;

/// <summary>What a line of an explanation tells.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<PlanStepKind>))]
public enum PlanStepKind
{
    /// <summary>The clock ran; the amount is the time that counts.</summary>
    [JsonStringEnumMemberName("counted")] Counted,

    /// <summary>The clock was paused; the amount is the time of this clock that the pause took, perhaps nothing.</summary>
    [JsonStringEnumMemberName("paused")] Paused,

    /// <summary>Dates without hours, one after the other, for one reason; no amount.</summary>
    [JsonStringEnumMemberName("skipped")] Skipped,

    /// <summary>One of the N working days, from its first opening to its close; no amount.</summary>
    [JsonStringEnumMemberName("working_day")] WorkingDay,

    /// <summary>Lines left out of a long explanation; the amount is what they counted together.</summary>
    [JsonStringEnumMemberName("omitted")] Omitted,

    /// <summary>A year was used whose holidays are not published; no amount.</summary>
    [JsonStringEnumMemberName("unpublished_year")] UnpublishedYear,

    /// <summary>The last line: from the start to the due moment; the amount is all that counted.</summary>
    [JsonStringEnumMemberName("sum")] Sum,
}

/// <summary>One line of the explanation of a deadline, for programs and for people.</summary>
/// <param name="From">UTC.</param>
/// <param name="To">UTC, not counted in.</param>
/// <param name="Amount">Written as an ISO 8601 duration; null where the kind has none.</param>
/// <param name="Text">The same in English, in the calendar's local time.</param>
public sealed record PlanStep(PlanStepKind Kind, DateTimeOffset From, DateTimeOffset To,
    [property: JsonConverter(typeof(Iso8601DurationJson))] TimeSpan? Amount, string Text);
