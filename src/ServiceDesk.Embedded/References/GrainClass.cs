using System.Collections.Concurrent;
using System.Reflection;
using Microsoft.Extensions.DependencyInjection;

namespace ServiceDesk.Embedded;

/// <summary>A grain class: its stored name, how it is made, which states its constructor wants.</summary>
internal sealed class GrainClass
{
    // For the process, not for the engine: a simulator makes thousands of engines, and compiling is slow.
    private static readonly ConcurrentDictionary<Type, GrainClass> Known = new();

    private GrainClass(Type type)
    {
        Type = type;
        Name = type.GetCustomAttribute<GrainTypeAttribute>()?.Name ?? DefaultName(type);
        var hash = 2166136261u;
        foreach (var c in Name) hash = unchecked((hash ^ c) * 16777619);
        NameHash = hash;
        States = [.. type.GetConstructors().SelectMany(constructor => constructor.GetParameters())
            .Select(StateSlot.Of).OfType<StateSlot>()];
        Construct = ActivatorUtilities.CreateFactory(type, [.. States.Select(state => state.ParameterType)]);
        Interfaces = [.. type.GetInterfaces().Where(GrainInterface.IsOne)];
    }

    public Type Type { get; }

    /// <summary>The name in documents and reminders.</summary>
    public string Name { get; }

    public uint NameHash { get; }

    public IReadOnlyList<StateSlot> States { get; }

    public IReadOnlyList<Type> Interfaces { get; }

    public ObjectFactory Construct { get; }

    public static GrainClass Of(Type type) => Known.GetOrAdd(type, static type => new(type));

    private static string DefaultName(Type type)
    {
        var name = type.Name.EndsWith("Grain", StringComparison.Ordinal) ? type.Name[..^"Grain".Length] : type.Name;
        return name.ToLowerInvariant();
    }
}

/// <summary>A constructor parameter marked with <see cref="PersistentStateAttribute"/>.</summary>
internal sealed record StateSlot(Type ParameterType, PersistentStateAttribute Place)
{
    public static StateSlot? Of(ParameterInfo parameter) => parameter.GetCustomAttribute<PersistentStateAttribute>() switch
    {
        null => null,
        _ when !parameter.ParameterType.IsGenericType
            || parameter.ParameterType.GetGenericTypeDefinition() != typeof(IPersistentState<>) =>
            throw new InvalidOperationException(
                $"{parameter.Member.DeclaringType}: [PersistentState] is for IPersistentState<T>."),
        var place => new(parameter.ParameterType, place),
    };
}
