namespace ServiceDesk.Domain.Routing;

/// <summary>Why the desk chose whom it chose; it stays in the ticket's timeline.</summary>
/// <param name="Need">What the ticket asked for.</param>
/// <param name="Relaxed">True when it had waited so long that its role alone would do.</param>
/// <param name="Candidates">How many were on duty, fitting, below capacity, and had not declined it.</param>
/// <param name="Considered">The first of them in order; the chosen one leads.</param>
/// <param name="Rule">What put the first before the second.</param>
public sealed record DispatchChoice(Need Need, bool Relaxed, int Candidates, IReadOnlyList<Candidate> Considered, ChoiceRule Rule)
{
    /// <summary>How many of the candidates are written down.</summary>
    public const int Listed = 3;
}

/// <param name="Open">Tickets they had before this one.</param>
public sealed record Candidate(string Agent, int Open, int Capacity, DateTimeOffset IdleSince);

public enum ChoiceRule
{
    OnlyCandidate,

    /// <summary>Their open work was the smallest part of their capacity.</summary>
    LeastLoaded,

    /// <summary>As loaded as the next, and longer without new work.</summary>
    LongestIdle,

    /// <summary>Equal in everything: the order of ids decides.</summary>
    FirstById,

    /// <summary>Nobody took it: it ends at the supervisor of who declined it last.</summary>
    Supervisor,
}
