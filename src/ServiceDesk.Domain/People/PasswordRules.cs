namespace ServiceDesk.Domain.People;

/// <summary>
/// What a password that a person chooses must be: long, and not one of the first that anybody would try. No rule about kinds of
/// characters, and none about age.
/// </summary>
public static class PasswordRules
{
    public const int Least = 12;
    public const int Most = 1_000;

    /// <summary>Fewer different characters than this are a pattern, not a password.</summary>
    private const int LeastDifferent = 5;

    /// <summary>What guessing begins with, however it is decorated.</summary>
    private static readonly string[] Stems =
    [
        "password", "passwort", "kennwort", "mima", "qwertyuiop", "qwerty", "asdfghjkl", "zxcvbnm", "letmein", "welcome", "iloveyou", "woaini",
        "administrator", "admin", "changeme", "default", "secret", "monkey", "dragon", "football", "baseball", "sunshine", "princess", "superman",
        "servicedesk", "helpdesk", "support", "aftersales", "orleans",
    ];

    /// <summary>What is wrong with the password, in words for the one who chose it; null when nothing is.</summary>
    /// <param name="words">Words that stand close to the person: their id and name.</param>
    public static string? Fault(string password, params IEnumerable<string> words)
    {
        if (password.Length is < Least or > Most) return $"must be {Least} to {Most} characters long";
        if (password.Distinct().Count() < LeastDifferent) return "must not be a repetition of a few characters";
        if (IsRun(password)) return "must not be a row of neighbouring characters";
        if (KnownPasswords.Has(password)) return "is one of those that are tried first";
        var plain = Undecorated(password);
        var near = words.SelectMany(word => word.Split([' ', '.', '-', '_', '@'], StringSplitOptions.RemoveEmptyEntries)).Where(word => word.Length >= 4);
        var rest = Stems.Concat(near.Select(Undecorated)).Where(word => word.Length > 0).OrderByDescending(word => word.Length)
            .Aggregate(plain, (left, word) => left.Replace(word, "", StringComparison.Ordinal));
        return rest.Length < plain.Length && rest.Length < Least / 2 ? "must hold more than a common word, or a name close to you" : null;
    }

    /// <summary>Letters only, with the usual disguises taken off.</summary>
    private static string Undecorated(string text) => string.Concat(
        text.ToLowerInvariant().Select(c => c switch { '0' => 'o', '1' or '!' => 'i', '3' => 'e', '4' or '@' => 'a', '5' or '$' => 's', '7' => 't', _ => c })
            .Where(char.IsLetter));

    private static bool IsRun(string text)
    {
        var steps = text.Zip(text.Skip(1), (a, b) => b - a).Distinct().ToList();
        return steps is [1] or [-1] or [0];
    }
}
