using ServiceDesk.Storage.Engines;

namespace ServiceDesk.Host.Engine;

/// <summary>Which engine this build is of.</summary>
internal static class ThisBuild
{
    public static DeskEngine Engine => DeskEngine.Embedded;

    /// <summary>Only the Orleans build has both engines' ways to their documents: Orleans' own are in its packages.</summary>
    public static Task<int> Adopt(DeskOptions desk, AdoptOptions adopt, TextWriter output)
    {
        output.WriteLine(
            "This is the build of one process. 'adopt' is a command of the Orleans build, in either direction: ./desk adopt, or the cluster's image.");
        return Task.FromResult(1);
    }
}
