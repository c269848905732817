using System.Collections.Concurrent;

namespace ServiceDesk.Embedded;

/// <inheritdoc cref="IGrainFactory"/>
internal sealed class GrainFactory(Engine engine) : IGrainFactory
{
    private readonly ConcurrentDictionary<Type, (GrainInterface Interface, GrainClass Class)> _served = new();

    public TGrainInterface GetGrain<TGrainInterface>(string primaryKey) where TGrainInterface : IGrainWithStringKey
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(primaryKey);
        var (type, served) = Served(typeof(TGrainInterface));
        return (TGrainInterface)(object)type.Prototype.To(engine, type, new(served, primaryKey));
    }

    /// <exception cref="ArgumentException">None or several classes serve it.</exception>
    public (GrainInterface Interface, GrainClass Class) Served(Type type) => _served.TryGetValue(type, out var known)
        ? known
        : _served[type] = (GrainInterface.Of(type), engine.Types.Serving(type));
}
