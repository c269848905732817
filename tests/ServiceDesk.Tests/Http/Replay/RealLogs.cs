namespace ServiceDesk.Tests.Http.Replay;

/// <summary>Logs of real desks, which lie beside the project on some machines and are not part of it.</summary>
internal static class RealLogs
{
    /// <summary>Path of the log; null where it is not present.</summary>
    public static string? Find(string file) =>
        new[] { "../shared/data", "../../shared/data" }.Select(folder => Path.GetFullPath(Path.Combine(Tidy.Repository.Root, folder, file))).FirstOrDefault(File.Exists);
}

/// <summary>Runs where the log is present, and says so where it is not.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class RealLogFactAttribute : FactAttribute
{
    public RealLogFactAttribute(string file)
    {
        if (RealLogs.Find(file) is null) Skip = $"{file} is not on this machine.";
    }
}
