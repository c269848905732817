using System.Net;
using System.Net.Sockets;

namespace ServiceDesk.Gateway.Deliveries;

/// <summary>
/// Where webhooks may go: public addresses only, so that nobody makes the desk knock at its own neighbours' doors. Judged at the moment of
/// connecting, by the very address that is connected to: a name that points elsewhere by then gains nothing.
/// Ranges by the IANA special-purpose registries (RFC 6890 and its updates).
/// </summary>
public sealed class AddressGuard(IReadOnlyList<IPNetwork> allowed)
{
    private static readonly IPNetwork[] Closed = [.. new[]
    {
        "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24",
        "192.31.196.0/24", "192.52.193.0/24", "192.88.99.0/24", "192.168.0.0/16", "192.175.48.0/24", "198.18.0.0/15", "198.51.100.0/24",
        "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",
        "2001::/23", "2001:db8::/32", "2002::/16", "2620:4f:8000::/48", "3fff::/20",
    }.Select(IPNetwork.Parse)];

    /// <summary>All of IPv6 that is given out to the public; translated, mapped, local and multicast forms lie outside.</summary>
    private static readonly IPNetwork PublicV6 = IPNetwork.Parse("2000::/3");

    public bool Permits(IPAddress address)
    {
        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        if (allowed.Any(network => network.Contains(plain))) return true;
        if (plain.AddressFamily is AddressFamily.InterNetworkV6 && !PublicV6.Contains(plain)) return false;
        return !Closed.Any(network => network.Contains(plain));
    }

    /// <summary>What is wrong with an address to send to, as far as its text shows; null when nothing.</summary>
    public string? Fault(string url)
    {
        if (!Uri.TryCreate(url, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https") || uri.Host.Length == 0) return "must be an http or https address";
        if (uri.UserInfo.Length > 0) return "must not hold a user or password";
        if (uri.Fragment.Length > 0) return "must not hold a fragment";
        return IPAddress.TryParse(uri.Host.Trim('[', ']'), out var address) && !Permits(address) ? "must be a public address" : null;
    }

    /// <summary>Connects to a permitted address of the host. One forbidden address among them spoils all: no luck of the draw.</summary>
    public async ValueTask<Stream> Connect(SocketsHttpConnectionContext context, CancellationToken cancel)
    {
        var host = context.DnsEndPoint.Host;
        var found = IPAddress.TryParse(host, out var literal) ? [literal] : await Dns.GetHostAddressesAsync(host, cancel);
        if (found.Length == 0 || !found.All(Permits)) throw new ForbiddenAddressException();
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(found, context.DnsEndPoint.Port, cancel);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}

/// <summary>The address is not public.</summary>
public sealed class ForbiddenAddressException() : IOException("The address is not public.");
