namespace ServiceDesk.Simulation.Worlds;

/// <summary>A fault that struck: what may be late because of it.</summary>
/// <param name="Key">The ticket it struck; null when it may have struck any.</param>
/// <param name="IsLostTick">True when nothing but a ring of the alarm was lost: a minute later it rings again, or the sweeper rings.</param>
internal readonly record struct Disturbance(DateTimeOffset From, DateTimeOffset To, string? Key, bool IsLostTick, string Text);

/// <summary>All that struck in a life, by time.</summary>
internal sealed class Disturbances
{
    private readonly List<Disturbance> _everywhere = [];
    private readonly Dictionary<string, List<Disturbance>> _byKey = [];

    public void Add(Disturbance disturbance)
    {
        if (disturbance.Key is not { } key)
        {
            _everywhere.Add(disturbance);
            return;
        }

        if (!_byKey.TryGetValue(key, out var list)) _byKey[key] = list = [];
        list.Add(disturbance);
    }

    /// <summary>Those that struck anybody at some moment between two others.</summary>
    public IEnumerable<Disturbance> Within(DateTimeOffset from, DateTimeOffset to) =>
        _everywhere.Concat(_byKey.Values.SelectMany(list => list)).Where(d => d.From <= to && d.To >= from);

    /// <summary>Those that touched a ticket at some moment between two others.</summary>
    public IEnumerable<Disturbance> Touching(string key, DateTimeOffset from, DateTimeOffset to) =>
        _everywhere.Concat(_byKey.GetValueOrDefault(key) ?? []).Where(d => d.From <= to && d.To >= from);
}
