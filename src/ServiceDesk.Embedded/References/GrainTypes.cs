using System.Collections.Concurrent;
using System.Reflection;

namespace ServiceDesk.Embedded;

/// <summary>Which class serves which interface, among the registered assemblies.</summary>
internal sealed class GrainTypes
{
    private static readonly ConcurrentDictionary<Assembly, GrainClass[]> Scanned = new();

    private readonly Dictionary<string, GrainClass> _byName = [];
    private readonly Dictionary<Type, List<GrainClass>> _byInterface = [];

    /// <exception cref="InvalidOperationException">
    /// Two classes share a stored name, or an interface has a method no grain can have.
    /// </exception>
    public GrainTypes(IEnumerable<Assembly> assemblies, Func<Type, bool> isGrainClass)
    {
        foreach (var type in assemblies.Distinct().SelectMany(assembly => Scanned.GetOrAdd(assembly, Scan)))
        {
            if (!isGrainClass(type.Type)) continue;
            if (!_byName.TryAdd(type.Name, type))
                throw new InvalidOperationException(
                    $"{type.Type} and {_byName[type.Name].Type} are both stored as '{type.Name}': give one a [GrainType].");
            foreach (var served in type.Interfaces)
            {
                GrainInterface.Of(served);
                if (!_byInterface.TryGetValue(served, out var classes)) _byInterface[served] = classes = [];
                classes.Add(type);
            }
        }
    }

    public GrainClass? Named(string name) => _byName.GetValueOrDefault(name);

    /// <exception cref="ArgumentException">None or several classes serve it.</exception>
    public GrainClass Serving(Type served) => _byInterface.GetValueOrDefault(served) switch
    {
        [var only] => only,
        null => throw new ArgumentException($"No class in the registered grain assemblies implements {served}."),
        var several => throw new ArgumentException(
            $"{served} is ambiguous: {string.Join(", ", several.Select(type => type.Type.Name))} implement it."),
    };

    private static GrainClass[] Scan(Assembly assembly) =>
        [.. assembly.GetTypes()
            .Where(type => type is { IsAbstract: false, IsGenericTypeDefinition: false } && type.IsSubclassOf(typeof(Grain)))
            .OrderBy(type => type.FullName, StringComparer.Ordinal)
            .Select(GrainClass.Of)];
}
