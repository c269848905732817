using System.Net;
using Microsoft.AspNetCore.HttpOverrides;
using IPNetwork = System.Net.IPNetwork;

namespace ServiceDesk.Gateway.Edges;

/// <summary>How the desk meets the network. The defaults close everything that an operator has not opened.</summary>
public sealed record EdgeOptions
{
    /// <summary>Origins whose pages may call the API, such as <c>https://portal.example.com</c>; none by default.</summary>
    public IReadOnlyList<string> Origins { get; init; } = [];

    /// <summary>Addresses and networks of proxies whose X-Forwarded-For and X-Forwarded-Proto are believed; none by default.</summary>
    public IReadOnlyList<IPNetwork> Proxies { get; init; } = [];

    public RateLimitOptions Limits { get; init; } = new();

    /// <summary>Reads a list such as <c>10.0.0.5, 10.1.0.0/16</c>.</summary>
    /// <exception cref="FormatException">An entry is neither an address nor a network.</exception>
    public static IReadOnlyList<IPNetwork> ReadProxies(string? text) => [.. ReadList(text).Select(entry =>
        IPNetwork.TryParse(entry, out var network) ? network
            : IPAddress.TryParse(entry, out var address) ? new(address, address.GetAddressBytes().Length * 8)
            : throw new FormatException($"'{entry}' is neither an address nor a network such as 10.1.0.0/16."))];

    /// <summary>Reads origins, each of scheme, host and perhaps port.</summary>
    /// <exception cref="FormatException">An entry is no origin.</exception>
    public static IReadOnlyList<string> ReadOrigins(string? text) => [.. ReadList(text).Select(entry =>
        Uri.TryCreate(entry, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" && uri.GetLeftPart(UriPartial.Authority) == entry
            ? entry
            : throw new FormatException($"'{entry}' is no origin such as https://portal.example.com."))];

    internal ForwardedHeadersOptions Forwarding()
    {
        var options = new ForwardedHeadersOptions { ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto, ForwardLimit = null };
        options.KnownProxies.Clear();
        options.KnownIPNetworks.Clear();
        foreach (var proxy in Proxies) options.KnownIPNetworks.Add(proxy);
        return options;
    }

    private static string[] ReadList(string? text) =>
        (text ?? "").Split([',', ';'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}
