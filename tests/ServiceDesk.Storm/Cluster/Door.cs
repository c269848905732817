using System.Net;
using System.Net.Sockets;

namespace ServiceDesk.Storm.Cluster;

/// <summary>
/// A way to a port that can be shut, for everybody or for one peer, in both directions or in one: then nothing passes, and nobody is told.
/// </summary>
internal sealed class Door : IAsyncDisposable
{
    private readonly TcpListener _listener;
    private readonly CancellationTokenSource _stop = new();
    private readonly IPEndPoint _target;
    private readonly Task _accepting;
    private volatile Shut? _shut;

    /// <param name="at">Where to listen; port 0 for any.</param>
    public Door(IPEndPoint at, IPEndPoint target)
    {
        _target = target;
        _listener = new(at);
        _listener.Start(backlog: 512);
        _accepting = Accept();
    }

    public IPEndPoint Place => (IPEndPoint)_listener.LocalEndpoint;

    /// <summary>From now on bytes wait here, as on a network that loses them.</summary>
    /// <param name="peer">Whose; null for everybody's.</param>
    /// <param name="inward">Whether what the peer sends is lost.</param>
    /// <param name="outward">Whether what is sent to the peer is lost.</param>
    public void Cut(IPAddress? peer = null, bool inward = true, bool outward = true) => _shut = new(peer, inward, outward);

    public void Heal()
    {
        var shut = _shut;
        _shut = null;
        shut?.Healed.TrySetResult();
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        Heal();
        _listener.Stop();
        await _accepting;
        _stop.Dispose();
    }

    private async Task Accept()
    {
        try
        {
            while (true) _ = Serve(await _listener.AcceptTcpClientAsync(_stop.Token));
        }
        catch (Exception fault) when (fault is OperationCanceledException or SocketException)
        {
            // The storm is over.
        }
    }

    private async Task Serve(TcpClient near)
    {
        using var _ = near;
        using var far = new TcpClient();
        try
        {
            near.NoDelay = far.NoDelay = true;
            var peer = ((IPEndPoint)near.Client.RemoteEndPoint!).Address;
            // A connection needs both ways to begin.
            await Passage(peer, inward: true);
            await Passage(peer, inward: false);
            await far.ConnectAsync(_target, _stop.Token);
            await Task.WhenAny(Pass(near.GetStream(), far.GetStream(), peer, inward: true), Pass(far.GetStream(), near.GetStream(), peer, inward: false));
        }
        catch (Exception fault) when (fault is OperationCanceledException or SocketException or IOException or ObjectDisposedException)
        {
            // Either end hung up.
        }
    }

    private async Task Pass(NetworkStream from, NetworkStream to, IPAddress peer, bool inward)
    {
        var buffer = new byte[64 * 1024];
        while (await from.ReadAsync(buffer, _stop.Token) is var count and > 0)
        {
            await Passage(peer, inward);
            await to.WriteAsync(buffer.AsMemory(0, count), _stop.Token);
        }
    }

    private Task Passage(IPAddress peer, bool inward) =>
        _shut is { } shut && (shut.Peer is null || shut.Peer.Equals(peer)) && (inward ? shut.Inward : shut.Outward)
            ? shut.Healed.Task.WaitAsync(_stop.Token) : Task.CompletedTask;

    private sealed record Shut(IPAddress? Peer, bool Inward, bool Outward)
    {
        public TaskCompletionSource Healed { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
