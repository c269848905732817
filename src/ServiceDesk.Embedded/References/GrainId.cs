namespace ServiceDesk.Embedded;

/// <summary>Which grain: its class and its key.</summary>
internal readonly struct GrainId : IEquatable<GrainId>
{
    private readonly int _hash;

    public GrainId(GrainClass type, string key)
    {
        Class = type;
        Key = key;
        // Not string's own hash, which differs in every process: a replayed run must repeat every order.
        var hash = type.NameHash;
        foreach (var c in key) hash = unchecked((hash ^ c) * 16777619);
        _hash = (int)hash;
    }

    public GrainClass Class { get; }

    public string Key { get; }

    public bool Equals(GrainId other) => _hash == other._hash && ReferenceEquals(Class, other.Class) && Key == other.Key;

    public override bool Equals(object? obj) => obj is GrainId other && Equals(other);

    public override int GetHashCode() => _hash;

    public override string ToString() => $"{Class.Name}/{Key}";
}
