using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Reflection;

namespace ServiceDesk.Embedded;

/// <summary>A grain interface: its methods, and the reference from which all others are cloned.</summary>
internal sealed class GrainInterface
{
    private static readonly ConcurrentDictionary<Type, GrainInterface> Known = new();

    private GrainInterface(Type type)
    {
        Methods = type.GetInterfaces().Append(type)
            .SelectMany(part => part.GetMethods())
            .Where(method => !method.IsStatic)
            .ToFrozenDictionary(method => method, GrainMethod.Of);
        Prototype = (GrainReference)DispatchProxy.Create(type, typeof(GrainReference));
    }

    public FrozenDictionary<MethodInfo, GrainMethod> Methods { get; }

    public GrainReference Prototype { get; }

    public static GrainInterface Of(Type type) => Known.GetOrAdd(type, static type => new(type));

    public static bool IsOne(Type type) =>
        type != typeof(IGrainWithStringKey) && type.IsAssignableTo(typeof(IGrainWithStringKey));
}
