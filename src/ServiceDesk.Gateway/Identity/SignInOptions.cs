using ServiceDesk.Domain.People;

namespace ServiceDesk.Gateway.Identity;

/// <summary>What the desk demands of people who sign in (ADR 0042, 0043).</summary>
public sealed record SignInOptions
{
    /// <summary>How long a session lasts in which the person does nothing.</summary>
    public TimeSpan Idle { get; init; } = TimeSpan.FromHours(4);

    /// <summary>Roles whose local accounts must have one-time codes; none by default.</summary>
    public IReadOnlyList<string> OtpRoles { get; init; } = [];

    /// <summary>A folder or a file of passwords that were found in breaches; null for none.</summary>
    public string? BreachedPasswords { get; init; }

    /// <summary>Whether somebody with these roles must have one-time codes.</summary>
    public bool DemandsOtp(IEnumerable<string> roles) => roles.Any(OtpRoles.Contains);

    /// <summary>Reads <c>none</c>, <c>all</c> or a list of roles.</summary>
    /// <exception cref="FormatException">A word is no role.</exception>
    public static IReadOnlyList<string> ReadOtpRoles(string? text) => text switch
    {
        null or "none" => [],
        "all" => Roles.All,
        _ => [.. text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(word => Roles.All.Contains(word)
            ? word
            : throw new FormatException($"'{word}' is no role; none, all or a list of roles is expected."))],
    };
}
