namespace ServiceDesk.Domain.Notices;

/// <summary>How long to wait before the next attempt, and when to give up.</summary>
public static class Backoff
{
    /// <summary>Attempts after which a delivery is a dead letter: about a day and a half.</summary>
    public const int MostAttempts = 12;

    /// <summary>How long to wait after the first failure, as a rule.</summary>
    public static TimeSpan First { get; } = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan Longest = TimeSpan.FromHours(6);

    /// <summary>Three times as long each time, up to six hours, and up to a fifth shorter or longer so that failures do not come back in step.</summary>
    /// <param name="first">How long to wait after the first failure.</param>
    /// <param name="attempts">Attempts that have failed, from 1.</param>
    /// <param name="chance">From 0 to 1.</param>
    public static TimeSpan After(TimeSpan first, int attempts, double chance)
    {
        var whole = first * Math.Pow(3, Math.Min(attempts - 1, 12));
        return (whole < Longest ? whole : Longest) * (0.8 + 0.4 * chance);
    }
}
