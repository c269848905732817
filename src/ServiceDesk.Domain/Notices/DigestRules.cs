namespace ServiceDesk.Domain.Notices;

/// <summary>When notices fold into one.</summary>
/// <param name="Alone">How many of one person, kind and site come by themselves in a window.</param>
/// <param name="Window">How long a window lasts; windows follow each other from the Unix epoch on.</param>
public sealed record DigestPolicy(int Alone, TimeSpan Window)
{
    public static DigestPolicy Standard { get; } = new(3, TimeSpan.FromMinutes(10));
}

/// <summary>What folds together.</summary>
public sealed record FoldKey(string Person, string Group);

/// <summary>What a window holds so far.</summary>
/// <param name="Count">Notices, those within the digest included.</param>
/// <param name="Numbers">Tickets that the digest lists; empty while there is no digest.</param>
public sealed record Fold(int Count, IReadOnlyList<string> Numbers)
{
    public static Fold Empty { get; } = new(0, []);
}

/// <summary>One outage that breaches hundreds of tickets is one digest to the director, and every cause is within it.</summary>
public static class DigestRules
{
    /// <summary>Tickets that a digest names; the others are counted, and listed in the inbox.</summary>
    public const int Listed = 20;

    /// <summary>Name of the window, kind and site that a notice belongs to.</summary>
    public static string GroupOf(NoticeKind kind, string site, DateTimeOffset at, DigestPolicy policy) =>
        $"{DeskJson.Word(kind)}|{site}|{WindowOf(at, policy).ToUnixTimeMilliseconds()}";

    public static DateTimeOffset WindowEnd(DateTimeOffset at, DigestPolicy policy) => WindowOf(at, policy) + policy.Window;

    private static DateTimeOffset WindowOf(DateTimeOffset at, DigestPolicy policy)
    {
        var window = (long)policy.Window.TotalMilliseconds;
        return DateTimeOffset.FromUnixTimeMilliseconds(at.ToUnixTimeMilliseconds() / window * window);
    }

    /// <summary>Counts one more notice in.</summary>
    /// <returns>The window with it, and whether it folds.</returns>
    public static (Fold Next, bool Folded) Add(Fold fold, string number, DigestPolicy policy)
    {
        if (fold.Count < policy.Alone) return (fold with { Count = fold.Count + 1 }, false);
        var numbers = fold.Numbers.Count < Listed && !fold.Numbers.Contains(number) ? [.. fold.Numbers, number] : fold.Numbers;
        return (new(fold.Count + 1, numbers), true);
    }
}
