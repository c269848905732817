namespace ServiceDesk.Grains.Sites;

/// <summary>Which sites there are; one grain, under <see cref="Key"/>.</summary>
[Alias("desk.sites")]
public interface ISiteListGrain : IGrainWithStringKey
{
    const string Key = "all";

    /// <summary>Notes a site; one that is there already stays.</summary>
    [Alias("Add")]
    Task Add(string site);

    /// <summary>Codes of all sites, in order.</summary>
    [Alias("All")]
    Task<string[]> All();
}

public sealed class SiteListDocument
{
    public List<string> Sites { get; set; } = [];
}

public sealed class SiteListGrain([PersistentState("sites", "documents")] IPersistentState<SiteListDocument> document) : Grain, ISiteListGrain
{
    public async Task Add(string site)
    {
        if (document.State.Sites.Contains(site)) return;
        document.State.Sites = [.. document.State.Sites.Append(site).Order(StringComparer.Ordinal)];
        await document.WriteStateAsync();
    }

    public Task<string[]> All() => Task.FromResult<string[]>([.. document.State.Sites]);
}
