using ServiceDesk.Storage.Accounts;

namespace ServiceDesk.Gateway.Identity;

/// <summary>What an account's sessions and second factor rest on, and every change of it.</summary>
public sealed class Sessions(ISignInStore store, AccountBook book, TimeProvider time)
{
    /// <summary>Sessions that may be ended one by one at a time; one more ends all.</summary>
    private const int MostEnded = 100;

    /// <summary>How often a change that somebody else forestalled is made anew.</summary>
    private const int Attempts = 5;

    /// <summary>Whether a token of ours still counts.</summary>
    /// <param name="generation">The generation of sessions that it belongs to.</param>
    /// <param name="session">Its id.</param>
    public async ValueTask<bool> IsOpen(string account, int generation, string session, CancellationToken cancel) =>
        await book.SignIn(account, cancel) is var state && state.BlockedAt is null && state.Generation == generation
            && state.Ended?.Any(ended => ended.Id == session) is not true;

    /// <summary>Whether a token of the provider, issued then, still counts.</summary>
    public async ValueTask<bool> IsOpen(string account, DateTimeOffset issuedAt, CancellationToken cancel) =>
        await book.SignIn(account, cancel) is var state && state.BlockedAt is null && !(issuedAt < state.GenerationSince);

    /// <summary>Ends one session, as its owner asked.</summary>
    public Task End(string account, string session, DateTimeOffset expiresAt, CancellationToken cancel) => Change(account, state =>
    {
        var left = (state.Ended ?? []).Where(ended => ended.ExpiresAt > time.GetUtcNow() && ended.Id != session).ToList();
        return left.Count >= MostEnded ? Next(state) : state with { Ended = [.. left, new(session, expiresAt)] };
    }, cancel);

    /// <summary>Ends all sessions of the account: whoever has a token signs in again.</summary>
    public Task EndAll(string account, CancellationToken cancel) => Change(account, Next, cancel);

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

    private SignInState Next(SignInState state) => state with { Generation = state.Generation + 1, GenerationSince = time.GetUtcNow(), Ended = null };
}
