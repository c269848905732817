namespace ServiceDesk.Storm.Checks;

/// <summary>What the check of a storm found.</summary>
internal sealed class Findings
{
    private const int Shown = 20;

    private readonly List<string> _first = [];

    /// <summary>Commands that clients were told had succeeded.</summary>
    public int Acknowledged { get; set; }

    /// <summary>Of those, not in the store as they were told.</summary>
    public int Lost { get; private set; }

    /// <summary>Requests that took effect more than once.</summary>
    public int Doubled { get; private set; }

    /// <summary>Stages of clocks that were due: warnings, breaches with their escalations, directors called.</summary>
    public int Due { get; set; }

    /// <summary>Of those, later than two seconds, with no fault near.</summary>
    public int Late { get; set; }

    /// <summary>Of those, later than two seconds in or after a fault.</summary>
    public int LateInFault { get; set; }

    public TimeSpan WorstLateness { get; set; }

    public int Early { get; private set; }

    public int Missing { get; private set; }

    /// <summary>Stages that happened twice.</summary>
    public int EscalationsDoubled { get; private set; }

    /// <summary>Tickets that were given to whom they must not be, or taken from whom had them, or left with nobody while somebody was free.</summary>
    public int Misplaced { get; private set; }

    /// <summary>Everything else: broken chains, rows that differ, numbers out of order.</summary>
    public int Others { get; private set; }

    public int Tickets { get; set; }

    public long Events { get; set; }

    public IReadOnlyList<string> First => _first;

    public bool IsClean => Lost + Doubled + Early + Missing + EscalationsDoubled + Misplaced + Others == 0;

    public void AddLost(string what) => Lost += Note("lost", what);

    public void AddDoubled(string what) => Doubled += Note("doubled", what);

    public void AddEarly(string what) => Early += Note("early", what);

    public void AddMissing(string what) => Missing += Note("missing", what);

    public void AddEscalationDoubled(string what) => EscalationsDoubled += Note("twice", what);

    public void AddMisplaced(string what) => Misplaced += Note("misplaced", what);

    public void AddOther(string what) => Others += Note("broken", what);

    private int Note(string kind, string what)
    {
        if (_first.Count < Shown) _first.Add($"{kind}: {what}");
        return 1;
    }
}
