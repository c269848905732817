namespace ServiceDesk.Tests.Servers;

/// <summary>A test that lets hours pass in no time: only the embedded engine can do that.</summary>
public sealed class VirtualTimeFactAttribute : FactAttribute
{
    public VirtualTimeFactAttribute() => Skip = TestedEngine.NoVirtualTime;
}

/// <summary>As <see cref="VirtualTimeFactAttribute"/>, for several cases.</summary>
public sealed class VirtualTimeTheoryAttribute : TheoryAttribute
{
    public VirtualTimeTheoryAttribute() => Skip = TestedEngine.NoVirtualTime;
}
