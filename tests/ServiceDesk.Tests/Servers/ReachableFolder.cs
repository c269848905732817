namespace ServiceDesk.Tests.Servers;

/// <summary>
/// Temporary folders that another user gets to as well: a server that must not run as root, though root starts it. The usual place for such
/// folders may lie below one that is root's alone.
/// </summary>
public static class ReachableFolder
{
    private const UnixFileMode Passage = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
        | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    /// <summary>Makes one.</summary>
    /// <param name="prefix">What its name begins with.</param>
    public static string Create(string prefix) => Create(prefix, Path.GetTempPath(), "/tmp", "/var/tmp");

    /// <summary>Makes one in the first place that everybody gets to, or in the first of all when nobody else needs it.</summary>
    /// <exception cref="InvalidOperationException">There is no such place.</exception>
    public static string Create(string prefix, params IReadOnlyList<string> places)
    {
        var place = !Environment.IsPrivilegedProcess ? places[0]
            : places.FirstOrDefault(IsOpen) ?? throw new InvalidOperationException($"No other user gets to any of {string.Join(", ", places)}.");
        var folder = Path.Combine(place, $"{prefix}{Guid.NewGuid():N}");
        return OperatingSystem.IsWindows() ? Directory.CreateDirectory(folder).FullName : Directory.CreateDirectory(folder, Passage).FullName;
    }

    /// <summary>Whether everybody may pass through each folder on the way.</summary>
    private static bool IsOpen(string place)
    {
        for (var folder = new DirectoryInfo(place); folder is not null; folder = folder.Parent)
            if (!folder.Exists || !folder.UnixFileMode.HasFlag(UnixFileMode.OtherExecute)) return false;
        return true;
    }
}
