using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.ModelBinding;
using ServiceDesk.Domain.People;
using ServiceDesk.Domain.Texts;
using ServiceDesk.Gateway.Errors;
using ServiceDesk.Gateway.Identity.Oidc;
using ServiceDesk.Gateway.Requests;
using ServiceDesk.Gateway.Validation;
using ServiceDesk.Storage.Accounts;

namespace ServiceDesk.Gateway.Identity;

/// <summary>Signing in and out, and what a person sets up for it.</summary>
public static class SignInEndpoints
{
    private static readonly Problem NoPassword =
        new(409, "no_password", "该账号没有本地密码", "This account has no password here: it comes from the OpenID provider.");

    private static readonly Problem OtpOn = new(409, "otp_on", "动态验证码已启用", "One-time codes are on already: turn them off first.");
    private static readonly Problem OtpOff = new(409, "otp_off", "动态验证码未启用", "One-time codes are not on.");

    public static void MapSignIn(this RouteGroupBuilder api)
    {
        var group = api.MapGroup("").WithTags("Identity");
        group.MapPost("/auth/token", SignIn).AllowAnonymous().WithSummary("Signs in with a local account.")
            .Produces<TokenBody>().WithMetadata(new NotKept());
        group.MapPost("/auth/sign-out", SignOut).WithSummary("Ends this session, or all sessions of the caller.").Produces(204)
            .Needs(Function.Account).WithMetadata(new NotKept()).Under(SignInDuty.ChangePassword, SignInDuty.EnrolOtp);
        group.MapGet("/me", (Caller caller) => TypedResults.Ok(MeBody.Of(caller))).WithSummary("Who the caller is.").Needs(Function.Self)
            .Under(SignInDuty.ChangePassword, SignInDuty.EnrolOtp);
        var me = group.MapGroup("/me").Needs(Function.Account).WithMetadata(new NotKept());
        me.MapPost("/password", ChangePassword).WithSummary("Changes the caller's password; every other session of theirs ends.").Produces<TokenBody>()
            .Under(SignInDuty.ChangePassword);
        me.MapGet("/otp", OtpOf).WithSummary("Whether the caller has one-time codes, and may have them.").Produces<OtpStatus>()
            .Under(SignInDuty.ChangePassword, SignInDuty.EnrolOtp);
        me.MapPost("/otp", BeginOtp).WithSummary("Begins to set up one-time codes (TOTP); they count once confirmed.").Produces<OtpSecret>().Under(SignInDuty.EnrolOtp);
        me.MapPost("/otp/confirm", ConfirmOtp).WithSummary("Turns one-time codes on; the recovery codes are shown once.").Produces<RecoveryCodes>()
            .Under(SignInDuty.EnrolOtp);
        me.MapPost("/otp/disable", DisableOtp).WithSummary("Turns one-time codes off.").Produces(204);
        api.MapAgentSignIn();
    }

    private static void MapAgentSignIn(this RouteGroupBuilder api)
    {
        var agent = api.MapGroup("/agents/{id}").WithTags("Agents").Needs(Function.Credentials);
        agent.MapPost("/sign-out", (string id, [AsParameters] AgentCall call) => call.Do(id, call.Sessions.EndAll)).WithSummary("Ends all sessions of an agent.").Produces(204);
        agent.MapPost("/block", (string id, [AsParameters] AgentCall call) => call.Do(id, call.Sessions.Block))
            .WithSummary("Ends all sessions of an agent and lets them in no more.").Produces(204);
        agent.MapPost("/unblock", (string id, [AsParameters] AgentCall call) => call.Do(id, call.Sessions.Unblock)).WithSummary("Lets an agent in again.").Produces(204);
        agent.MapDelete("/otp", (string id, [AsParameters] AgentCall call) => call.Do(id, call.Factor.TurnOff))
            .WithSummary("Turns an agent's one-time codes off, where the device is lost.").Produces(204);
    }

    private static async Task<IResult> SignIn(Credentials body, SignIn signIn, HttpContext http)
    {
        var outcome = await signIn.Try(body.User, body.Password, body.Otp, http);
        if (outcome.Problem is { } problem)
        {
            if (problem.Status == 401) http.Response.Headers.WWWAuthenticate = "Bearer";
            return problem;
        }

        http.Response.Headers.CacheControl = "no-store";
        return TypedResults.Ok(outcome.Token);
    }

    private static async Task<IResult> SignOut(
        [FromBody(EmptyBodyBehavior = EmptyBodyBehavior.Allow)] SignOutBody? body, Caller caller, Sessions sessions, HttpContext http)
    {
        if (body?.Everywhere is true || caller.Session is null) await sessions.EndAll(caller.Id, http.RequestAborted);
        else await sessions.End(caller.Id, caller.Session, caller.ExpiresAt!.Value, http.RequestAborted);
        if (SessionCookie.IsOn(http.Request)) SessionCookie.Clear(http.Response);
        return TypedResults.NoContent();
    }

    private static async Task<IResult> ChangePassword(
        NewPassword body, Caller caller, SignInAttempts attempts, AccountBook book, Passwords passwords, IAccountStore store, Sessions sessions,
        HttpContext http)
    {
        if (await Reject(body.Current, "/current", caller, attempts, book, passwords, http) is { } problem) return problem;
        if (PasswordRules.Fault(body.Next, caller.Id, caller.Name) is { } fault) return Problem.Invalid(new InputFault("/next", fault));
        if (await passwords.BreachFault(body.Next, http.RequestAborted) is { } known) return Problem.Invalid(new InputFault("/next", known));
        await store.SetPassword(caller.Id, passwords.Hash(body.Next), http.RequestAborted);
        book.Forget(caller.Id);
        var state = await sessions.PasswordChosen(caller.Id, http.RequestAborted);
        return await book.Find(caller.Id, http.RequestAborted) is { } account
            ? TypedResults.Ok(await sessions.Begin(account, state, SignInWay.Password, http))
            : Problem.Of(401);
    }

    private static async Task<IResult> OtpOf(Caller caller, AccountBook book, HttpContext http)
    {
        var otp = (await book.SignIn(caller.Id, http.RequestAborted)).Otp;
        var hasPassword = await book.Find(caller.Id, http.RequestAborted) is { PasswordHash: not null };
        return TypedResults.Ok(new OtpStatus(hasPassword, otp is { IsConfirmed: true }, otp is { IsConfirmed: true } ? otp.Recovery.Count : 0));
    }

    private static async Task<IResult> BeginOtp(
        PasswordOnly body, Caller caller, SignInAttempts attempts, AccountBook book, Passwords passwords, SecondFactor factor, HttpContext http)
    {
        if (await Reject(body.Password, "/password", caller, attempts, book, passwords, http) is { } problem) return problem;
        return await factor.Begin(caller.Id, http.RequestAborted) is { } secret
            ? TypedResults.Ok(new OtpSecret(OneTimeCodes.Text(secret), OneTimeCodes.Address(secret, caller.Id)))
            : OtpOn;
    }

    private static async Task<IResult> ConfirmOtp(OtpBody body, Caller caller, SecondFactor factor, HttpContext http) =>
        await factor.Confirm(caller.Id, body.Otp, http.RequestAborted) is { } codes
            ? TypedResults.Ok(new RecoveryCodes(codes))
            : Problem.Invalid(new InputFault("/otp", "is not a code of the secret that was just made"));

    private static async Task<IResult> DisableOtp(
        PasswordAndOtp body, Caller caller, SignInAttempts attempts, AccountBook book, Passwords passwords, SecondFactor factor, HttpContext http)
    {
        if (await Reject(body.Password, "/password", caller, attempts, book, passwords, http) is { } problem) return problem;
        if (!SecondFactor.IsOn(await book.SignIn(caller.Id, http.RequestAborted))) return OtpOff;
        if (!await factor.Use(caller.Id, body.Otp, http.RequestAborted))
        {
            await attempts.Failed(caller.Id, http.Connection.RemoteIpAddress, http.RequestAborted);
            return Problem.Invalid(new InputFault("/otp", "is wrong, or was used before"));
        }

        await factor.TurnOff(caller.Id, http.RequestAborted);
        return TypedResults.NoContent();
    }

    /// <summary>A session that somebody else got hold of must not be enough to change what the next sign-in needs.</summary>
    private static async Task<Problem?> Reject(
        string password, string pointer, Caller caller, SignInAttempts attempts, AccountBook book, Passwords passwords, HttpContext http)
    {
        if (await attempts.Wait(caller.Id, http.Connection.RemoteIpAddress, http.RequestAborted) is { } wait)
            return Problem.Of(429) with { RetryAfterSeconds = (int)Math.Ceiling(wait.TotalSeconds) };
        if (await book.Find(caller.Id, http.RequestAborted) is not { PasswordHash: not null } account) return NoPassword;
        if (passwords.Fits(account, password)) return null;
        await attempts.Failed(caller.Id, http.Connection.RemoteIpAddress, http.RequestAborted);
        return Problem.Invalid(new InputFault(pointer, "is not the password"));
    }

    /// <summary>Something done to the sign-in of another.</summary>
    private readonly record struct AgentCall(Caller Caller, AccountBook Book, Sessions Sessions, SecondFactor Factor, HttpContext Http)
    {
        public async Task<IResult> Do(string id, Func<string, CancellationToken, Task> change)
        {
            if (await AgentEndpoints.Refuse(id, Caller, Book, Http.RequestAborted) is { } problem) return problem;
            await change(id, Http.RequestAborted);
            return TypedResults.NoContent();
        }
    }

    /// <param name="Otp">One-time code, or a recovery code, of an account that has set them up.</param>
    public sealed record Credentials([property: Line] string User, [property: Line(1000)] string Password, [property: Line(40)] string? Otp) : IRequestBody
    {
        /// <summary>Nothing that a log could show.</summary>
        public override string ToString() => User;
    }

    /// <param name="Everywhere">Ends every session of the caller, not only this one.</param>
    public sealed record SignOutBody(bool Everywhere = false) : IRequestBody;

    /// <param name="Next">At least 12 characters; not a common word or a name close to the person.</param>
    public sealed record NewPassword([property: Line(1000)] string Current, [property: StringLength(1000, MinimumLength = 1)] string Next) : IRequestBody
    {
        /// <summary>Nothing that a log could show.</summary>
        public override string ToString() => "…";
    }

    public sealed record PasswordOnly([property: Line(1000)] string Password) : IRequestBody
    {
        /// <summary>Nothing that a log could show.</summary>
        public override string ToString() => "…";
    }

    public sealed record PasswordAndOtp([property: Line(1000)] string Password, [property: Line(40)] string Otp) : IRequestBody
    {
        /// <summary>Nothing that a log could show.</summary>
        public override string ToString() => "…";
    }

    public sealed record OtpBody([property: Line(40)] string Otp) : IRequestBody;

    /// <param name="HasPassword">Whether the account signs in here at all; one of the OpenID provider's has its second factor there.</param>
    /// <param name="On">Whether a sign-in asks for a code.</param>
    /// <param name="RecoveryCodes">How many are not used yet; 0 while codes are off.</param>
    public sealed record OtpStatus(bool HasPassword, bool On, int RecoveryCodes);

    /// <param name="Secret">Base32, to be typed into an authenticator app.</param>
    /// <param name="Address">The same as an <c>otpauth:</c> address, to be shown as a picture.</param>
    public sealed record OtpSecret(string Secret, string Address)
    {
        /// <summary>Nothing that a log could show.</summary>
        public override string ToString() => "…";
    }

    /// <param name="Codes">Each lets its owner in once in place of a one-time code. They are not kept: note them now.</param>
    public sealed record RecoveryCodes(IReadOnlyList<string> Codes)
    {
        /// <summary>Nothing that a log could show.</summary>
        public override string ToString() => "…";
    }

    /// <param name="ExpiresAt">When the caller has to sign in again; null for a machine.</param>
    /// <param name="Duty">What the caller has to do before anything else: nothing else answers until then; null for nothing.</param>
    /// <param name="PasswordUntil">When the password that the desk made for the caller runs out; null where a person chose it.</param>
    public sealed record MeBody(
        string Id, string Name, ActorKind Kind, IReadOnlyList<string> Sites, IReadOnlyList<string> Roles, DateTimeOffset? ExpiresAt,
        SignInDuty? Duty, DateTimeOffset? PasswordUntil)
    {
        public static MeBody Of(Caller c) =>
            new(c.Id, c.Name, c.Kind, c.Sites, c.Roles, c.ExpiresAt, c.Standing?.Duty, c.Standing?.PasswordUntil);
    }
}
