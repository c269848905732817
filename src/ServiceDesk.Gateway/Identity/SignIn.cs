using ServiceDesk.Gateway.Errors;
using ServiceDesk.Storage.Accounts;

namespace ServiceDesk.Gateway.Identity;

/// <summary>Lets people in who know their password, and show a code where they have set up one.</summary>
public sealed class SignIn(
    AccountBook book, ISignInStore store, Passwords passwords, SignInAttempts attempts, SecondFactor factor, Sessions sessions, TimeProvider time)
{
    private static readonly Problem WrongCredentials = new(401, "wrong_credentials", "用户名或密码错误", "User or password is wrong.");
    private static readonly Problem OtpNeeded = new(401, "otp_needed", "请输入动态验证码", "A one-time code is needed: send it as otp.");
    private static readonly Problem WrongOtp = new(401, "wrong_otp", "动态验证码错误或已使用", "The one-time code is wrong, or was used before.");

    private static readonly Problem PasswordExpired = new(
        403, "password_expired", "初始密码已过期，重启服务后会生成新的初始密码", "The password that the desk made at its first start has run out: start the desk again, and it makes another.");

    public static Problem Blocked { get; } = new(403, "sign_in_blocked", "账号已被停用", "This account cannot sign in: ask an administrator.");

    /// <param name="otp">One-time code or recovery code; null when none was sent.</param>
    public async Task<SignInOutcome> Try(string user, string password, string? otp, HttpContext http)
    {
        var (address, cancel) = (http.Connection.RemoteIpAddress, http.RequestAborted);
        if (await attempts.Wait(user, address, cancel) is { } wait)
            return new(null, Problem.Of(429) with { RetryAfterSeconds = (int)Math.Ceiling(wait.TotalSeconds) });
        var account = await book.Find(user, cancel);
        if (!passwords.Fits(account, password)) return await Failed(WrongCredentials);

        // Read past the book: what was changed at another gateway a moment ago counts here.
        var state = (await store.Find(user, cancel))?.State ?? new SignInState();
        if (state.BlockedAt is not null) return new(null, Blocked);
        if (state.FirstPasswordUntil <= time.GetUtcNow()) return new(null, PasswordExpired);
        if (SecondFactor.IsOn(state))
        {
            if (otp is null) return new(null, OtpNeeded);
            if (!await factor.Use(user, otp, cancel)) return await Failed(WrongOtp);
        }

        await attempts.Succeeded(user, cancel);
        return new(await sessions.Begin(account!, state, SignInWay.Password, http), null);

        async Task<SignInOutcome> Failed(Problem problem)
        {
            await attempts.Failed(user, address, cancel);
            return new(null, problem);
        }
    }
}

/// <param name="Token">Null when they were not let in.</param>
/// <param name="Problem">Why not.</param>
public sealed record SignInOutcome(TokenBody? Token, Problem? Problem);
