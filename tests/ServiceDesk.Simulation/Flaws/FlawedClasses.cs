namespace ServiceDesk.Simulation.Flaws;

/// <summary>Which grain classes serve a life.</summary>
internal static class FlawedClasses
{
    public static Func<Type, bool> Serving(Flaw flaw) => type => type.Namespace != typeof(Flaw).Namespace;
}
