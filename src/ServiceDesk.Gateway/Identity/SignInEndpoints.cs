using ServiceDesk.Domain.People;
using ServiceDesk.Domain.Texts;
using ServiceDesk.Gateway.Errors;
using ServiceDesk.Gateway.Requests;
using ServiceDesk.Gateway.Validation;

namespace ServiceDesk.Gateway.Identity;

public static class SignInEndpoints
{
    public static void MapSignIn(this RouteGroupBuilder api)
    {
        var group = api.MapGroup("").WithTags("Identity");
        group.MapPost("/auth/token", SignIn).AllowAnonymous().WithSummary("Signs in with a local account.")
            .Produces<TokenBody>().WithMetadata(new NotKept());
        group.MapGet("/me", (Caller caller) => TypedResults.Ok(MeBody.Of(caller))).WithSummary("Who the caller is.").Needs(Function.Self);
    }

    private static async Task<IResult> SignIn(
        Credentials body, AccountBook book, Passwords passwords, FailedSignIns failures, AccessTokens tokens, HttpContext http)
    {
        if (failures.MustWait(body.User)) return Problem.Of(429);
        var account = await book.Find(body.User, http.RequestAborted);
        if (!passwords.Fits(account, body.Password))
        {
            failures.Failed(body.User);
            http.Response.Headers.WWWAuthenticate = "Bearer";
            return new Problem(401, "wrong_credentials", "用户名或密码错误", "User or password is wrong.");
        }

        failures.Succeeded(body.User);
        http.Response.Headers.CacheControl = "no-store";
        return TypedResults.Ok(tokens.Issue(account!.Id));
    }

    public sealed record Credentials([property: Line] string User, [property: Line(1000)] string Password) : IRequestBody
    {
        /// <summary>Nothing that a log could show.</summary>
        public override string ToString() => User;
    }

    /// <param name="ExpiresAt">When the caller has to sign in again; null for a machine.</param>
    public sealed record MeBody(
        string Id, string Name, ActorKind Kind, IReadOnlyList<string> Sites, IReadOnlyList<string> Roles, DateTimeOffset? ExpiresAt)
    {
        public static MeBody Of(Caller c) => new(c.Id, c.Name, c.Kind, c.Sites, c.Roles, c.ExpiresAt);
    }
}
