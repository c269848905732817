using System.Buffers.Text;
using System.Security.Cryptography;
using ServiceDesk.Domain;
using ServiceDesk.Domain.People;
using ServiceDesk.Domain.Texts;
using ServiceDesk.Gateway.Errors;
using ServiceDesk.Gateway.Lists;
using ServiceDesk.Gateway.Validation;
using ServiceDesk.Storage.Accounts;
using ServiceDesk.Storage.Tickets;

namespace ServiceDesk.Gateway.Identity;

public static class ApiKeyEndpoints
{
    private const int MostOverlapDays = 30;

    private static readonly Problem NoSuchKey = new(404, "no_such_key", "没有这个密钥", "There is no such key.");

    public static void MapApiKeys(this RouteGroupBuilder api)
    {
        var group = api.MapGroup("/api-keys").WithTags("Identity").Needs(Function.ApiKeys);
        group.MapPost("", Make).WithSummary("Makes a key for a machine; it is shown once.").Produces<NewKey>(201);
        group.MapGet("", List).WithSummary("The keys that the caller keeps.").Produces<Page<KeyView>>().Takes(QueryField.Cursor, QueryField.Limit);
        group.MapPost("/{id}/rotate", Rotate).WithSummary("Gives a key a new secret, shown once; the old one stays good for a while.").Produces<NewKey>();
        group.MapDelete("/{id}", Revoke).WithSummary("Revokes a key.").Produces(204);
    }

    private static async Task<IResult> Make(KeyBody body, Caller caller, AccountBook book, TimeProvider time, HttpContext http)
    {
        if (!caller.Grants(body.Sites, body.Roles ?? [])) return Problem.Forbidden;
        var now = time.GetUtcNow().ToMilliseconds();
        if (body.ExpiresAt <= now) return Problem.Invalid(new InputFault("/expiresAt", "lies in the past"));
        var secret = Secret();
        var key = new ApiKey(
            "key-" + Guid.CreateVersion7().ToString("N"), body.Name, [.. body.Sites.Distinct()], [.. (body.Roles ?? []).Distinct()],
            AccountBook.HashOf(secret), now, body.Scopes is { } scopes ? [.. scopes.Distinct().Select(scope => DeskJson.Word(scope))] : null, body.ExpiresAt);
        await book.AddKey(key, http.RequestAborted);
        http.Response.Headers.CacheControl = "no-store";
        return TypedResults.Json(new NewKey(key.Id, secret, null), statusCode: 201);
    }

    private static async Task<IResult> List(QueryValues query, Caller caller, IAccountStore store, HttpContext http)
    {
        var kept = (await store.ListKeys(http.RequestAborted)).Where(key => caller.Grants([.. key.Sites], [.. key.Roles]))
            .OrderBy(key => key.Id, StringComparer.Ordinal).Where(key => query.Cursor is not { } cursor || string.CompareOrdinal(key.Id, cursor) > 0)
            .Take(query.Limit + 1).ToList();
        var page = kept.Take(query.Limit).Select(KeyView.Of).ToList();
        return TypedResults.Ok(new Page<KeyView>(page, kept.Count > query.Limit ? page[^1].Id : null));
    }

    private static async Task<IResult> Rotate(
        string id, RotateBody body, Caller caller, IAccountStore store, AccountBook book, TimeProvider time, HttpContext http)
    {
        var overlap = TimeSpan.FromHours(body.OverlapHours);
        var secret = Secret();
        var oldUntil = (time.GetUtcNow() + overlap).ToMilliseconds();
        if (await Kept(id, caller, store, http.RequestAborted) is null || !await book.RotateKey(id, AccountBook.HashOf(secret), oldUntil, http.RequestAborted)) return NoSuchKey;
        http.Response.Headers.CacheControl = "no-store";
        return TypedResults.Ok(new NewKey(id, secret, oldUntil));
    }

    private static async Task<IResult> Revoke(string id, Caller caller, IAccountStore store, AccountBook book, HttpContext http) =>
        await Kept(id, caller, store, http.RequestAborted) is not null && await book.RevokeKey(id, http.RequestAborted) ? TypedResults.NoContent() : NoSuchKey;

    private static async Task<ApiKey?> Kept(string id, Caller caller, IAccountStore store, CancellationToken cancel) =>
        (await store.ListKeys(cancel)).FirstOrDefault(key => key.Id == id && caller.Grants([.. key.Sites], [.. key.Roles]));

    private static string Secret() => "desk_" + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));

    /// <param name="Scopes">The only functions it is to be good for; null for whatever its roles allow.</param>
    /// <param name="ExpiresAt">From when on it is good for nothing; null for never.</param>
    public sealed record KeyBody(
        [property: Line] string Name, [property: SiteCode, AtMost(100)] IReadOnlyList<string> Sites,
        [property: Role, AtMost(20)] IReadOnlyList<string>? Roles, [property: AtMost(100)] IReadOnlyList<Function>? Scopes,
        DateTimeOffset? ExpiresAt) : IRequestBody;

    /// <param name="OverlapHours">How long the old secret stays good, for those who still send it; 0 ends it now.</param>
    public sealed record RotateBody([property: System.ComponentModel.DataAnnotations.Range(0, MostOverlapDays * 24)] int OverlapHours = 24) : IRequestBody;

    /// <param name="Key">To be sent as <c>X-Api-Key</c>. It is not kept: note it now.</param>
    /// <param name="OldUntil">Until when the secret before it is good too.</param>
    public sealed record NewKey(string Id, string Key, DateTimeOffset? OldUntil)
    {
        /// <summary>Nothing that a log could show.</summary>
        public override string ToString() => Id;
    }

    /// <param name="UsedAt">When it was last used, to the hour; null when never.</param>
    /// <param name="OldUntil">Until when the secret before the present one is good too.</param>
    public sealed record KeyView(
        string Id, string Name, IReadOnlyList<string> Sites, IReadOnlyList<string> Roles, IReadOnlyList<string>? Scopes, DateTimeOffset CreatedAt,
        DateTimeOffset? ExpiresAt, DateTimeOffset? UsedAt, DateTimeOffset? OldUntil)
    {
        public static KeyView Of(ApiKey key) =>
            new(key.Id, key.Name, key.Sites, key.Roles, key.Scopes, key.CreatedAt, key.ExpiresAt, key.UsedAt, key.OldUntil);
    }
}
