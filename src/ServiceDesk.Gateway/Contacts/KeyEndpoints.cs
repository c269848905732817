using ServiceDesk.Domain.People;
using ServiceDesk.Gateway.Errors;
using ServiceDesk.Gateway.Identity;
using ServiceDesk.Gateway.Validation;
using ServiceDesk.Storage.Contacts;

namespace ServiceDesk.Gateway.Contacts;

/// <summary>The keys of the desk, without the keys.</summary>
public static class KeyEndpoints
{
    private static readonly Problem RingFixed =
        new(409, "ring_fixed", "密钥环由外部管理", "The key ring is kept outside the desk: add a key there and start the desk again.");

    public static void MapKeys(this RouteGroupBuilder api)
    {
        var group = api.MapGroup("/keys").WithTags("Keys").Needs(Function.Keys);
        group.MapGet("", Show).WithSummary("Which keys protect the contacts, and how far a rotation is.").Produces<KeyReport>();
        group.MapPost("/rotate", Rotate).WithSummary("Begins to use fresh keys; what older ones protect stays readable and is moved while the desk serves.")
            .Produces<KeyReport>(202);
    }

    private static async Task<IResult> Show(Caller caller, KeyRing ring, IContactKeyStore store, IKeyWrap wrap, HttpContext http) =>
        caller.IsSystemAdmin ? TypedResults.Ok(await Report(ring, store, wrap, http.RequestAborted)) : Problem.Forbidden;

    private static async Task<IResult> Rotate(
        RotateBody body, Caller caller, KeyRing ring, IContactKeyStore store, IKeyWrap wrap, KeyRotation rotation, HttpContext http)
    {
        if (!caller.IsSystemAdmin) return Problem.Forbidden;
        if (body.What is KeyLevel.Wrapping)
        {
            if (body.Site is not null) return Problem.Invalid(new InputFault("/site", "belongs to data keys: there is one wrapping key for all"));
            if (!await rotation.RotateWrapping(http.RequestAborted)) return RingFixed;
        }
        else
        {
            var sites = (await store.DataKeys(body.Site, http.RequestAborted)).Select(key => key.Site).Distinct().ToList();
            if (sites.Count == 0 && body.Site is not null) return Problem.NoSuchSite;
            await rotation.RotateData(sites, http.RequestAborted);
        }

        return TypedResults.Json(await Report(ring, store, wrap, http.RequestAborted), statusCode: 202);
    }

    private static async Task<KeyReport> Report(KeyRing ring, IContactKeyStore store, IKeyWrap wrap, CancellationToken cancel)
    {
        var counts = (await store.CountContactKeys(cancel)).ToLookup(count => count.Site);
        var sites = (await store.DataKeys(null, cancel)).GroupBy(key => key.Site).Select(keys =>
        {
            var newest = keys.Max(key => key.Generation);
            return new SiteKeyReport(
                keys.Key, newest, counts[keys.Key].Sum(count => count.Count), counts[keys.Key].Where(count => count.Generation < newest).Sum(count => count.Count),
                keys.Count(key => !wrap.IsCurrent(key.Wrapped)));
        });
        return new([.. ring.Keys.Select(key => key.Id)], [.. sites]);
    }

    /// <summary>Which keys: the one above all data keys, or those of sites.</summary>
    public enum KeyLevel { Wrapping, Data }

    /// <param name="Site">Whose data key; null for every site's.</param>
    public sealed record RotateBody(KeyLevel What, [property: SiteCode] string? Site) : IRequestBody;

    /// <param name="Ring">Ids of the key ring's keys, oldest first.</param>
    public sealed record KeyReport(IReadOnlyList<string> Ring, IReadOnlyList<SiteKeyReport> Sites);

    /// <param name="Generation">Of the data key that is in use; 1 for the first.</param>
    /// <param name="ContactKeys">Keys of customers that can be read.</param>
    /// <param name="ToMove">How many of them are still under older data keys.</param>
    /// <param name="OldWrappings">Data keys that an older wrapping key still protects.</param>
    public sealed record SiteKeyReport(string Site, int Generation, long ContactKeys, long ToMove, int OldWrappings);
}
