using System.Net;
using System.Net.Sockets;
using ServiceDesk.Storage.Accounts;

namespace ServiceDesk.Gateway.Identity;

/// <summary>
/// Slows down whoever guesses: by the name that is guessed at and by the address that it comes from. Kept in the store, so that it holds
/// across gateways and restarts; names that nobody has count like the others, so that waiting says nothing about them.
/// </summary>
public sealed class SignInAttempts(ISignInStore store, TimeProvider time)
{
    private const int FreeOfName = 10;
    private const int FreeOfAddress = 100;

    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(15);

    private static readonly TimeSpan ForgottenAfter = TimeSpan.FromDays(1);

    /// <summary>How long they have to wait before the next attempt is looked at; null when they need not.</summary>
    public async Task<TimeSpan?> Wait(string user, IPAddress? address, CancellationToken cancel) =>
        Left(await store.Failures(NameOf(user), cancel), FreeOfName) is { } byName ? byName
            : address is not null ? Left(await store.Failures(NameOf(address), cancel), FreeOfAddress) : null;

    public async Task Failed(string user, IPAddress? address, CancellationToken cancel)
    {
        await store.Fail(NameOf(user), ForgottenAfter, cancel);
        if (address is not null) await store.Fail(NameOf(address), ForgottenAfter, cancel);
    }

    public async Task Succeeded(string user, CancellationToken cancel)
    {
        // Looked at first: most of those who get in have not failed, and a read is cheaper than a write.
        if (await store.Failures(NameOf(user), cancel) is not null) await store.Forget(NameOf(user), cancel);
    }

    /// <summary>The first waiting lasts a minute, each further failure doubles it.</summary>
    private TimeSpan? Left(Failures? failures, int free)
    {
        if (failures is null || failures.Count < free) return null;
        var wait = TimeSpan.FromMinutes(Math.Min(1 << Math.Min(failures.Count - free, 10), (int)Longest.TotalMinutes));
        var left = failures.LastAt + wait - time.GetUtcNow();
        return left > TimeSpan.Zero ? left : null;
    }

    private static string NameOf(string user) => "user:" + user;

    /// <summary>Of IPv6 the network: a single customer line has that many addresses.</summary>
    private static string NameOf(IPAddress address) => address switch
    {
        { IsIPv4MappedToIPv6: true } => "address:" + address.MapToIPv4(),
        { AddressFamily: AddressFamily.InterNetworkV6 } => "address:" + Convert.ToHexStringLower(address.GetAddressBytes().AsSpan(0, 8)),
        _ => "address:" + address,
    };
}
