using System.Reflection;

namespace ServiceDesk.Embedded;

/// <summary>The near side of a grain: implements its interface by sending. Two references to one grain are equal.</summary>
#pragma warning disable CA1852 // not sealed: the run-time proxy class derives from it
internal class GrainReference : DispatchProxy
#pragma warning restore CA1852
{
    private Engine? _engine;
    private GrainInterface? _type;

    internal GrainId Id { get; private set; }

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is GrainReference other && Id.Equals(other.Id);

    /// <inheritdoc/>
    public override int GetHashCode() => Id.GetHashCode();

    /// <inheritdoc/>
    public override string ToString() => Id.ToString();

    internal GrainReference To(Engine engine, GrainInterface type, GrainId id)
    {
        var reference = (GrainReference)MemberwiseClone();
        (reference._engine, reference._type, reference.Id) = (engine, type, id);
        return reference;
    }

    /// <inheritdoc/>
    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) =>
        _type!.Methods[targetMethod!].Send(_engine!.HomeOf(Id), Id, args ?? []);
}
