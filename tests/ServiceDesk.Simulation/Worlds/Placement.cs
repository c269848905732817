namespace ServiceDesk.Simulation.Worlds;

/// <summary>Which process has which grain: one, until it dies or a split makes the processes disagree.</summary>
internal sealed class Placement(IReadOnlyList<DeskProcess> processes, Random chance) : IPlacement
{
    private readonly Dictionary<(string Type, string Key), DeskProcess> _homes = [];
    private readonly HashSet<(string Type, string Key)> _split = [];

    public EngineHost? HomeOf(string grainType, string key) => Home(grainType, key, prefer: null).Host;

    /// <param name="prefer">Gets the grain when nobody has it.</param>
    public DeskProcess Home(string grainType, string key, DeskProcess? prefer)
    {
        if (processes.Count == 1) return processes[0];
        var id = (grainType, key);
        if (_split.Contains(id)) return Anyone();
        if (_homes.TryGetValue(id, out var home) && home.IsUp) return home;
        return _homes[id] = prefer ?? Anyone();
    }

    /// <summary>From now on each call goes to whichever process comes to hand.</summary>
    public void Split(string grainType, string key) => _split.Add((grainType, key));

    /// <summary>One home again; which one, nobody chose.</summary>
    public void Heal(string grainType, string key)
    {
        if (_split.Remove((grainType, key))) _homes[(grainType, key)] = Anyone();
    }

    private DeskProcess Anyone()
    {
        var up = processes.Where(process => process.IsUp).ToArray();
        return up.Length == 0 ? processes[0] : up[chance.Next(up.Length)];
    }
}
