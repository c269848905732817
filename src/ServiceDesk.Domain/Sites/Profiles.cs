using System.Text.Json;

namespace ServiceDesk.Domain.Sites;

/// <summary>The two ready profiles that a site starts from (spec §1), as data in Sites/Profiles.</summary>
public static class Profiles
{
    private static readonly Dictionary<string, SitePolicy> Ready = new[] { "after-sales", "quick-response" }.ToDictionary(name => name, Read);

    public static IReadOnlyCollection<string> Names => Ready.Keys;

    /// <summary>The profile of that name; null when there is none.</summary>
    public static SitePolicy? Find(string name) => Ready.GetValueOrDefault(name);

    private static SitePolicy Read(string name)
    {
        using var stream = typeof(Profiles).Assembly.GetManifestResourceStream($"Profiles/{name}.json")
            ?? throw new InvalidOperationException($"The profile {name} is missing from the assembly.");
        return JsonSerializer.Deserialize<SitePolicy>(stream, DeskJson.Wire)
            ?? throw new InvalidOperationException($"The profile {name} is empty.");
    }
}
