using System.Net;
using System.Net.Sockets;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.RateLimiting;
using ServiceDesk.Gateway.Errors;
using ServiceDesk.Gateway.Identity;

namespace ServiceDesk.Gateway.Edges;

/// <summary>How often somebody may come (ADR 0028). 0 is no limit.</summary>
public sealed record RateLimitOptions
{
    /// <summary>Requests a second of one account or key.</summary>
    public int CallerPerSecond { get; init; }

    /// <summary>Requests a second about one site.</summary>
    public int SitePerSecond { get; init; }

    /// <summary>Requests a minute from one address without identity: sign-ins and customers' links. An IPv6 address counts with its /64.</summary>
    public int AnonymousPerMinute { get; init; } = 300;

    /// <summary>Contacts that one caller may see whole in a minute.</summary>
    public int RevealsPerMinute { get; init; } = 60;

    /// <summary>Exports that one caller may begin in a minute.</summary>
    public int ExportsPerMinute { get; init; } = 20;
}

/// <summary>Refuses who comes too often, with Retry-After. What is not used up is saved, up to one period's worth.</summary>
public static class RateLimits
{
    public const string Anonymous = "anonymous";
    public const string Reveal = "reveal";
    public const string Export = "export";

    public static IServiceCollection AddRateLimits(this IServiceCollection services, RateLimitOptions limits) => services.AddRateLimiter(options =>
    {
        options.OnRejected = Refuse;
        options.AddPolicy(Anonymous, http => PerMinute(AddressOf(http.Connection.RemoteIpAddress), limits.AnonymousPerMinute));
        options.AddPolicy(Reveal, http => PerMinute(CallerOf(http), limits.RevealsPerMinute));
        options.AddPolicy(Export, http => PerMinute(CallerOf(http), limits.ExportsPerMinute));

        // Left out altogether when off: every request would have to pass it.
        var general = new[] { (limits.CallerPerSecond, (Func<HttpContext, string>)CallerOf), (limits.SitePerSecond, SiteOf) }
            .Where(limit => limit.Item1 > 0)
            .Select(limit => PartitionedRateLimiter.Create<HttpContext, string>(http => PerSecond(limit.Item2(http), limit.Item1))).ToArray();
        if (general.Length > 0) options.GlobalLimiter = PartitionedRateLimiter.CreateChained(general);
    });

    /// <summary>Puts every endpoint that needs no identity under the limit of addresses, whoever maps it.</summary>
    public static void LimitAnonymous(this RouteGroupBuilder api) => ((IEndpointConventionBuilder)api).Finally(endpoint =>
    {
        if (endpoint.Metadata.OfType<IAllowAnonymous>().Any()) endpoint.Metadata.Add(new EnableRateLimitingAttribute(Anonymous));
    });

    /// <summary>Whom an address counts as: one customer's IPv6 connection has a whole /64.</summary>
    internal static string AddressOf(IPAddress? address)
    {
        if (address is { IsIPv4MappedToIPv6: true }) address = address.MapToIPv4();
        return address is { AddressFamily: AddressFamily.InterNetworkV6 }
            ? Convert.ToHexString(address.GetAddressBytes().AsSpan(0, 8))
            : $"{address}";
    }

    private static string CallerOf(HttpContext http) => http.Features.Get<Caller>()?.Scope ?? "";

    /// <summary>The site that the request names and its sender sees: made-up names must not fill the memory. An intake counts for the sender's only site.</summary>
    private static string SiteOf(HttpContext http)
    {
        if (http.Features.Get<Caller>() is not { } caller) return "";
        var named = http.GetRouteValue("site") as string ?? http.Request.Query["site"].FirstOrDefault();
        return named is not null && SiteCodeAttribute.Fits(named) && caller.Sees(named) ? named : caller.Sites is [var only] ? only : "";
    }

    private static RateLimitPartition<string> PerSecond(string who, int count) => Bucket(who, count, TimeSpan.FromSeconds(1), count);

    private static RateLimitPartition<string> PerMinute(string who, int count) => count >= 60
        ? Bucket(who, count, TimeSpan.FromSeconds(1), count / 60)
        : Bucket(who, count, TimeSpan.FromMinutes(1) / Math.Max(count, 1), 1);

    private static RateLimitPartition<string> Bucket(string who, int count, TimeSpan period, int tokens) => who.Length == 0 || count <= 0
        ? RateLimitPartition.GetNoLimiter("")
        : RateLimitPartition.GetTokenBucketLimiter(who, _ => new() { TokenLimit = count, ReplenishmentPeriod = period, TokensPerPeriod = tokens, QueueLimit = 0 });

    private static async ValueTask Refuse(OnRejectedContext rejected, CancellationToken cancel)
    {
        var wait = rejected.Lease.TryGetMetadata(MetadataName.RetryAfter, out var after) ? (int)Math.Ceiling(after.TotalSeconds) : 1;
        await (Problem.Of(429) with { RetryAfterSeconds = Math.Max(1, wait) }).ExecuteAsync(rejected.HttpContext);
    }
}
