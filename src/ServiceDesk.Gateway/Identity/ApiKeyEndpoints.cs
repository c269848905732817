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
    private static readonly Problem NoSuchKey = new(404, "no_such_key", "没有这个密钥", "There is no such key.");

    public static void MapApiKeys(this RouteGroupBuilder api)
    {
        var group = api.MapGroup("/api-keys").WithTags("Identity").Needs(Function.ApiKeys);
        group.MapPost("", Make).WithSummary("Makes a key for a machine; it is shown once.").Produces<NewKey>(201);
        group.MapGet("", List).WithSummary("The keys that the caller keeps.").Produces<Page<KeyView>>().Takes(QueryField.Cursor, QueryField.Limit);
        group.MapDelete("/{id}", Revoke).WithSummary("Revokes a key.").Produces(204);
    }

    private static async Task<IResult> Make(KeyBody body, Caller caller, AccountBook book, TimeProvider time, HttpContext http)
    {
        if (!caller.Grants(body.Sites, body.Roles ?? [])) return Problem.Forbidden;
        var secret = "desk_" + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));
        var key = new ApiKey(
            "key-" + Guid.CreateVersion7().ToString("N"), body.Name, [.. body.Sites.Distinct()], [.. (body.Roles ?? []).Distinct()],
            AccountBook.HashOf(secret), time.GetUtcNow().ToMilliseconds());
        await book.AddKey(key, http.RequestAborted);
        http.Response.Headers.CacheControl = "no-store";
        return TypedResults.Json(new NewKey(key.Id, secret), statusCode: 201);
    }

    private static async Task<IResult> List(QueryValues query, Caller caller, IAccountStore store, HttpContext http)
    {
        var kept = (await store.ListKeys(http.RequestAborted)).Where(key => caller.Grants([.. key.Sites], [.. key.Roles]))
            .OrderBy(key => key.Id, StringComparer.Ordinal).Where(key => query.Cursor is not { } cursor || string.CompareOrdinal(key.Id, cursor) > 0)
            .Take(query.Limit + 1).ToList();
        var page = kept.Take(query.Limit).Select(key => new KeyView(key.Id, key.Name, key.Sites, key.Roles, key.CreatedAt)).ToList();
        return TypedResults.Ok(new Page<KeyView>(page, kept.Count > query.Limit ? page[^1].Id : null));
    }

    private static async Task<IResult> Revoke(string id, Caller caller, IAccountStore store, AccountBook book, HttpContext http)
    {
        var key = (await store.ListKeys(http.RequestAborted)).FirstOrDefault(k => k.Id == id && caller.Grants([.. k.Sites], [.. k.Roles]));
        return key is not null && await book.RevokeKey(id, http.RequestAborted) ? TypedResults.NoContent() : NoSuchKey;
    }

    public sealed record KeyBody(
        [property: Line] string Name, [property: SiteCode, AtMost(100)] IReadOnlyList<string> Sites,
        [property: Role, AtMost(20)] IReadOnlyList<string>? Roles) : IRequestBody;

    /// <param name="Key">To be sent as <c>X-Api-Key</c>. It is not kept: note it now.</param>
    public sealed record NewKey(string Id, string Key)
    {
        /// <summary>Nothing that a log could show.</summary>
        public override string ToString() => Id;
    }

    public sealed record KeyView(string Id, string Name, IReadOnlyList<string> Sites, IReadOnlyList<string> Roles, DateTimeOffset CreatedAt);
}
