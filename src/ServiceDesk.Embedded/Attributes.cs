namespace ServiceDesk.Embedded;

/// <summary>The caller does not wait: the call returns at once, may be lost, and its error is only logged.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class OneWayAttribute : Attribute;

/// <summary>A name that outlives renames on the wire of a cluster. In one process there is no wire: it has no effect.</summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Struct | AttributeTargets.Enum | AttributeTargets.Interface
    | AttributeTargets.Method)]
public sealed class AliasAttribute(string alias) : Attribute
{
    public string Alias { get; } = alias;
}

/// <summary>
/// The name under which a grain's documents and reminders are stored. Without it, the class name in lower case
/// without its ending "Grain"; either way it is on disk for ever.
/// </summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class GrainTypeAttribute(string grainType) : Attribute
{
    internal string Name { get; } = grainType;
}

/// <summary>
/// A constructor parameter of type <see cref="IPersistentState{TState}"/> that the engine fills before activation.
/// </summary>
/// <param name="stateName">With the grain's type, the kind of the document.</param>
/// <param name="storageName">
/// The key of an <see cref="IDocumentStore"/> service; where none has this key, the one without a key.
/// </param>
[AttributeUsage(AttributeTargets.Parameter)]
public sealed class PersistentStateAttribute(string stateName, string? storageName = null) : Attribute
{
    public string StateName { get; } = stateName;
    public string? StorageName { get; } = storageName;
}
