using Microsoft.IdentityModel.JsonWebTokens;
using ServiceDesk.Domain;
using ServiceDesk.Domain.Texts;
using ServiceDesk.Storage.Accounts;

namespace ServiceDesk.Gateway.Identity;

/// <summary>Sessions of people: how they begin, last and end (ADR 0023, 0042), and every change of what signing in rests on.</summary>
public sealed class Sessions(ISignInStore store, ISessionStore rows, AccountBook book, AccessTokens tokens, SignInOptions options, TimeProvider time)
{
    /// <summary>Sessions of an older desk that may be ended one by one at a time; one more ends all.</summary>
    private const int MostEnded = 100;

    /// <summary>How often a change that somebody else forestalled is made anew.</summary>
    private const int Attempts = 5;

    /// <summary>How exactly it is kept when somebody was last seen: a write for each request would be too much.</summary>
    private TimeSpan Coarse { get; } = options.Idle / 8 < TimeSpan.FromMinutes(1) ? options.Idle / 8 : TimeSpan.FromMinutes(1);

    /// <summary>Begins a session of an account that has just shown who it is.</summary>
    public async Task<TokenBody> Begin(Account account, SignInState state, SignInWay way, HttpContext http)
    {
        var id = Guid.CreateVersion7().ToString("N");
        var token = tokens.Issue(account.Id, state.Generation, id) with { Duty = DutyOf(account, state, way) };
        var now = time.GetUtcNow().ToMilliseconds();
        await rows.Add(
            new(id, account.Id, state.Generation, way, now, now, token.ExpiresAt, http.Connection.RemoteIpAddress?.ToString(), ClientOf(http.Request)), http.RequestAborted);
        return token;
    }

    /// <summary>What a token of ours is still good for; null when its session has ended.</summary>
    /// <param name="acts">Whether the person is doing something by this request: then they are seen.</param>
    public async ValueTask<Standing?> Find(Account account, JsonWebToken token, bool acts, CancellationToken cancel)
    {
        var state = await book.SignIn(account.Id, cancel);
        if (state.BlockedAt is not null || state.Generation != AccessTokens.GenerationOf(token)) return null;
        if (AccessTokens.HasRow(token))
            return await Seen(token.Id, acts, cancel) is { } session ? new(DutyOf(account, state, session.Way), state.FirstPasswordUntil) : null;
        var isEnded = state.Ended?.Any(ended => ended.Id == token.Id) is true;
        return isEnded ? null : new(DutyOf(account, state, account.PasswordHash is null ? SignInWay.Oidc : SignInWay.Password), state.FirstPasswordUntil);
    }

    /// <summary>Whether a token of the provider, issued then, still counts.</summary>
    public async ValueTask<bool> IsOpen(string account, DateTimeOffset issuedAt, CancellationToken cancel) =>
        await book.SignIn(account, cancel) is var state && state.BlockedAt is null && !(issuedAt < state.GenerationSince);

    /// <summary>Sessions of the account that have not ended, latest first.</summary>
    public async Task<IReadOnlyList<Session>> List(string account, string? before, int limit, CancellationToken cancel) =>
        await rows.List(account, (await book.SignIn(account, cancel)).Generation, time.GetUtcNow() - options.Idle - Coarse, before, limit, cancel);

    /// <summary>Ends one session.</summary>
    /// <returns>False when the account has no such session.</returns>
    public async Task<bool> End(string account, string session, CancellationToken cancel)
    {
        if (!await rows.Remove(account, session, cancel)) return false;
        book.ForgetSession(session);
        return true;
    }

    /// <summary>Ends the session of a token, of an older desk too.</summary>
    public async Task End(string account, string session, DateTimeOffset expiresAt, CancellationToken cancel)
    {
        if (await End(account, session, cancel)) return;
        await Change(account, state =>
        {
            var left = (state.Ended ?? []).Where(ended => ended.ExpiresAt > time.GetUtcNow() && ended.Id != session).ToList();
            return left.Count >= MostEnded ? Next(state) : state with { Ended = [.. left, new(session, expiresAt)] };
        }, cancel);
    }

    /// <summary>Ends all sessions of the account: whoever has a token signs in again.</summary>
    public Task EndAll(string account, CancellationToken cancel) => Change(account, Next, cancel);

    /// <summary>A person, or an admin for them, has chosen a password: all sessions end.</summary>
    public Task<SignInState> PasswordChosen(string account, CancellationToken cancel) =>
        Change(account, state => Next(state) with { FirstPasswordUntil = null }, cancel);

    /// <summary>Ends all sessions, and lets nobody in until it is taken back.</summary>
    public Task Block(string account, CancellationToken cancel) =>
        Change(account, state => state.BlockedAt is null ? Next(state) with { BlockedAt = time.GetUtcNow() } : state, cancel);

    public Task Unblock(string account, CancellationToken cancel) => Change(account, state => state with { BlockedAt = null }, cancel);

    public Task<SignInState> Change(string account, Func<SignInState, SignInState> change, CancellationToken cancel) =>
        TryChange(account, state => change(state), cancel)!;

    /// <summary>Changes what is on record, read anew whenever somebody else was faster.</summary>
    /// <param name="change">Null to leave it: what it depended on is so no more.</param>
    /// <returns>What stands now; null when it was left.</returns>
    public async Task<SignInState?> TryChange(string account, Func<SignInState, SignInState?> change, CancellationToken cancel)
    {
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            var row = await store.Find(account, cancel);
            var before = row?.State ?? new SignInState();
            if (change(before) is not { } after) return null;
            if (after == before) return before;
            if (!await store.Save(account, after, row?.Revision ?? 0, cancel)) continue;
            book.Forget(account);
            return after;
        }

        throw new TimeoutException("The sign-in of an account is being changed from everywhere.");
    }

    /// <summary>The session, if it is not idle; null when it has ended.</summary>
    private async ValueTask<Session?> Seen(string id, bool acts, CancellationToken cancel)
    {
        var now = time.GetUtcNow();
        var session = await book.FindSession(id, cancel);
        if (session is not null && IsIdle(session, now))
        {
            // The person may have been at another gateway meanwhile.
            book.ForgetSession(id);
            session = await book.FindSession(id, cancel);
        }

        if (session is null || IsIdle(session, now)) return null;
        if (acts && now - session.SeenAt >= Coarse) await book.Touch(session with { SeenAt = now }, cancel);
        return session;
    }

    /// <summary>What is on record may lag behind by as much as it is coarse: nobody is sent out early for that.</summary>
    private bool IsIdle(Session session, DateTimeOffset now) => now - session.SeenAt > options.Idle + Coarse;

    private SignInDuty? DutyOf(Account account, SignInState state, SignInWay way) =>
        state.FirstPasswordUntil <= time.GetUtcNow() ? SignInDuty.ChangePassword
            : way is SignInWay.Password && options.DemandsOtp(account.Roles) && !SecondFactor.IsOn(state) ? SignInDuty.EnrolOtp : null;

    private SignInState Next(SignInState state) => state with { Generation = state.Generation + 1, GenerationSince = time.GetUtcNow(), Ended = null };

    /// <summary>As the program calls itself, cut to a line and without what a list could be forged with.</summary>
    private static string? ClientOf(HttpRequest request)
    {
        var said = string.Concat($"{request.Headers.UserAgent}".Where(c => c is >= ' ' and <= '~'));
        return said.Length == 0 ? null : said[..Math.Min(said.Length, Limits.Line)];
    }
}

/// <summary>What a session is good for.</summary>
/// <param name="Duty">What the person has to do before anything else; null for nothing.</param>
/// <param name="PasswordUntil">When the password that the desk made for them runs out; null where a person chose it.</param>
public sealed record Standing(SignInDuty? Duty, DateTimeOffset? PasswordUntil);
