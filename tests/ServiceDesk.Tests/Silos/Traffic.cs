using System.Reflection;
using Orleans.Serialization.Invocation;

namespace ServiceDesk.Tests.Grains;

/// <summary>The calls of a cluster in this process: how many are under way, and which are lost.</summary>
internal sealed class Traffic : IOutgoingGrainCallFilter, IIncomingGrainCallFilter
{
    private int _underWay;
    private long _begun;

    /// <summary>Sent and not carried out, or not answered yet.</summary>
    public int UnderWay => Volatile.Read(ref _underWay);

    /// <summary>Sent so far.</summary>
    public long Begun => Interlocked.Read(ref _begun);

    /// <summary>One-way messages of these methods never arrive.</summary>
    public IReadOnlyList<string> Lost { get; set; } = [];

    public async Task Invoke(IOutgoingGrainCallContext context)
    {
        var (isOurs, isOneWay) = Kind(context.InterfaceMethod);
        if (isOneWay && Lost.Contains(context.MethodName))
        {
            context.Response = Response.Completed;
            return;
        }

        if (isOurs)
        {
            Interlocked.Increment(ref _begun);
            Interlocked.Increment(ref _underWay);
        }

        try
        {
            await context.Invoke();
        }
        finally
        {
            if (isOurs && !isOneWay) Interlocked.Decrement(ref _underWay);
        }
    }

    /// <summary>Nobody waits for a one-way message: it is done when its method is.</summary>
    public async Task Invoke(IIncomingGrainCallContext context)
    {
        try
        {
            await context.Invoke();
        }
        finally
        {
            if (Kind(context.InterfaceMethod) is (true, true)) Interlocked.Decrement(ref _underWay);
        }
    }

    private static (bool IsOurs, bool IsOneWay) Kind(MethodInfo method)
    {
        var isOurs = method.DeclaringType!.Namespace?.StartsWith("ServiceDesk", StringComparison.Ordinal) is true;
        return (isOurs, isOurs && method.IsDefined(typeof(OneWayAttribute)));
    }
}
