namespace ServiceDesk.Tests.Servers;

/// <summary>A test that looks at seconds of skipped time, or strikes in the middle of a turn: only the embedded engine's one seeded thread can do that.</summary>
public sealed class VirtualTimeFactAttribute : FactAttribute
{
    public VirtualTimeFactAttribute() => Skip = TestedEngine.NoVirtualTime;
}
