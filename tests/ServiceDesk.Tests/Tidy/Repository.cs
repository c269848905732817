namespace ServiceDesk.Tests.Tidy;

/// <summary>The files of this project as they lie on disk, without what a build or a running desk makes.</summary>
internal static class Repository
{
    private static readonly HashSet<string> Made =
        [".git", ".idea", ".vs", ".vscode", "artifacts", "bin", "obj", "data", "dist", "node_modules", "TestResults"];

    private static readonly HashSet<string> Written =
        [".cs", ".csproj", ".props", ".targets", ".sln", ".json", ".md", ".txt", ".sh", ".yml", ".yaml", ".ts", ".tsx", ".css", ".html", ".sql", ""];

    public static string Root { get; } = FindRoot();

    /// <summary>Every file that people write: path from the root with slashes, and text.</summary>
    public static IReadOnlyList<(string Path, string Text)> Texts { get; } = [.. Walk(new(Root)).Select(file => (Relative(file), File.ReadAllText(file.FullName)))];

    public static IEnumerable<(string Path, string Text)> CSharp(params string[] folders) =>
        Texts.Where(file => file.Path.EndsWith(".cs", StringComparison.Ordinal)
            && (folders.Length == 0 || folders.Any(folder => file.Path.StartsWith(folder + "/", StringComparison.Ordinal))));

    private static IEnumerable<FileInfo> Walk(DirectoryInfo folder) =>
        folder.EnumerateDirectories().Where(inner => !Made.Contains(inner.Name)).SelectMany(Walk)
            .Concat(folder.EnumerateFiles().Where(file => Written.Contains(file.Extension) && file.Name is not (".git" or "schema.d.ts")))
            .OrderBy(file => file.FullName, StringComparer.Ordinal);

    private static string Relative(FileInfo file) => Path.GetRelativePath(Root, file.FullName).Replace('\\', '/');

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "ServiceDesk.Orleans.sln"))) return folder.FullName;
        throw new InvalidOperationException("The tests do not lie under the folder of ServiceDesk.Orleans.sln.");
    }
}
