using System.Threading.Channels;
using ServiceDesk.Storage.Contacts;

namespace ServiceDesk.Gateway.Contacts;

/// <summary>
/// Moves what old keys wrap under the newest ones while the desk serves, a few at a time. What is left to do is read from the keys
/// themselves, so a stopped move goes on at the next start, and several processes do no harm to each other.
/// </summary>
public sealed class KeyRotation(IContactKeyStore store, ContactKeys keys, IKeyWrap wrap, ILogger<KeyRotation> log, TimeProvider time) : BackgroundService
{
    private const int AtATime = 200;

    private static readonly TimeSpan Pause = TimeSpan.FromHours(1);

    /// <summary>Until a second look: for a while whoever has not heard of a new key, here or in another process, still wraps by the one before.</summary>
    private static readonly TimeSpan Settling = 2 * ContactKeys.MaxAge;

    private readonly Channel<bool> _wanted = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    /// <summary>A fresh wrapping key; every data key is under it when this ends.</summary>
    /// <returns>False when the wrapping key is not the desk's to change.</returns>
    public async Task<bool> RotateWrapping(CancellationToken cancel)
    {
        if (!await wrap.Rotate(cancel)) return false;
        foreach (var key in await store.DataKeys(null, cancel)) await keys.Rewrap(key, cancel);
        return true;
    }

    /// <summary>Fresh data keys; the contact keys of the sites are moved under them from now on.</summary>
    public async Task RotateData(IEnumerable<string> sites, CancellationToken cancel)
    {
        foreach (var site in sites) await keys.Rotate(site, cancel);
        _wanted.Writer.TryWrite(true);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var isAsked = false;
        while (!stoppingToken.IsCancellationRequested)
        {
            var isSettling = isAsked;
            try
            {
                isSettling |= await MoveAll(stoppingToken);
            }
            catch (Exception fault) when (!stoppingToken.IsCancellationRequested)
            {
                log.LogWarning(fault, "Moving contact keys under new keys failed; the next round goes on");
            }

            try
            {
                await _wanted.Reader.WaitToReadAsync(stoppingToken).AsTask().WaitAsync(isSettling ? Settling : Pause, time, stoppingToken);
                isAsked = _wanted.Reader.TryRead(out _);
            }
            catch (TimeoutException)
            {
                isAsked = false;       // nobody has; another process may have begun a generation
            }
        }
    }

    /// <returns>Whether there was anything to move.</returns>
    private async Task<bool> MoveAll(CancellationToken cancel)
    {
        var hasMoved = false;
        foreach (var site in (await store.DataKeys(null, cancel)).GroupBy(key => key.Site))
        {
            foreach (var key in site) await keys.Rewrap(key, cancel);
            var newest = site.Max(key => key.Generation);
            while (await keys.Move(site.Key, newest, AtATime, cancel) > 0) hasMoved = true;
        }

        return hasMoved;
    }
}
