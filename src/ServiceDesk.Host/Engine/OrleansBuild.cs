using ServiceDesk.Storage.Engines;

namespace ServiceDesk.Host.Engine;

/// <summary>Which engine this build is of.</summary>
internal static class ThisBuild
{
    public static DeskEngine Engine => DeskEngine.Orleans;

    public static Task<int> Adopt(DeskOptions desk, AdoptOptions adopt, TextWriter output) => OrleansAdopt.Run(desk, adopt, output);
}
