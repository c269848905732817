using System.Security.Cryptography;
using ServiceDesk.Gateway.Contacts;
using ServiceDesk.Storage.Accounts;

namespace ServiceDesk.Gateway.Identity;

/// <summary>One-time codes as a second factor: each counts once, whichever gateway it is shown to.</summary>
public sealed class SecondFactor(Sessions sessions, ContactVault vault, TimeProvider time)
{
    private const int RecoveryCodes = 10;

    /// <summary>112 bits: nobody tries them through, so that a fast hash will do.</summary>
    private const int RecoveryBytes = 14;

    public static bool IsOn(SignInState state) => state.Otp is { IsConfirmed: true };

    /// <summary>Makes a secret that counts once a code of it was shown; null when there is one that counts already.</summary>
    public async Task<byte[]?> Begin(string account, CancellationToken cancel)
    {
        var secret = OneTimeCodes.NewSecret();
        var text = vault.Seal(BoundTo(account), Convert.ToBase64String(secret));
        return await sessions.TryChange(account, state => IsOn(state) ? null : state with { Otp = new(text, 0, [], IsConfirmed: false) }, cancel) is null ? null : secret;
    }

    /// <summary>Turns it on, if the code is of the new secret.</summary>
    /// <returns>Recovery codes, shown once; null when there is nothing to confirm, or the code is wrong.</returns>
    public async Task<IReadOnlyList<string>?> Confirm(string account, string code, CancellationToken cancel)
    {
        var recovery = Enumerable.Range(0, RecoveryCodes).Select(_ => OneTimeCodes.Text(RandomNumberGenerator.GetBytes(RecoveryBytes))).ToList();
        var hashes = recovery.Select(AccountBook.HashOf).ToList();
        var turned = await sessions.TryChange(account, state =>
            state.Otp is { IsConfirmed: false } otp && OneTimeCodes.StepOf(SecretOf(account, otp), code, time.GetUtcNow(), otp.LastStep) is { } step
                ? state with { Otp = otp with { IsConfirmed = true, LastStep = step, Recovery = hashes } } : null, cancel);
        return turned is null ? null : recovery;
    }

    /// <summary>Uses a code, or a recovery code, up.</summary>
    /// <returns>False when it is wrong or was used before.</returns>
    public async Task<bool> Use(string account, string code, CancellationToken cancel) => await sessions.TryChange(account, state =>
    {
        if (state.Otp is not { IsConfirmed: true } otp) return null;
        if (OneTimeCodes.StepOf(SecretOf(account, otp), code, time.GetUtcNow(), otp.LastStep) is { } step) return state with { Otp = otp with { LastStep = step } };
        var hash = AccountBook.HashOf(code.Replace("-", "", StringComparison.Ordinal).Trim().ToUpperInvariant());
        return otp.Recovery.Contains(hash) ? state with { Otp = otp with { Recovery = [.. otp.Recovery.Where(left => left != hash)] } } : null;
    }, cancel) is not null;

    public Task TurnOff(string account, CancellationToken cancel) => sessions.Change(account, state => state with { Otp = null }, cancel);

    private byte[] SecretOf(string account, OtpState otp) => Convert.FromBase64String(vault.Open(BoundTo(account), otp.SealedSecret));

    private static string BoundTo(string account) => "otp:" + account;
}
