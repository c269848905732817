// What the grains use of Orleans beyond the one package they are compiled against, declared with the signatures that
// Microsoft.Orleans.Serialization.Abstractions and Microsoft.Orleans.Runtime give them.

namespace Orleans
{
    [AttributeUsage(AttributeTargets.Class | AttributeTargets.Struct | AttributeTargets.Enum | AttributeTargets.Interface | AttributeTargets.Method)]
    public sealed class AliasAttribute(string alias) : Attribute
    {
        public string Alias { get; } = alias;
    }
}

namespace Orleans.Runtime
{
    public interface IPersistentState<TState> : Orleans.Core.IStorage<TState>;

    [AttributeUsage(AttributeTargets.Parameter)]
    public sealed class PersistentStateAttribute(string stateName, string? storageName = null) : Attribute
    {
        public string StateName { get; } = stateName;

        public string? StorageName { get; } = storageName;
    }
}
