using System.Security.Claims;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.JsonWebTokens;
using ServiceDesk.Domain;
using ServiceDesk.Domain.People;
using ServiceDesk.Gateway.Identity.Oidc;
using ServiceDesk.Gateway.Requests;
using ServiceDesk.Storage.Accounts;

namespace ServiceDesk.Gateway.Identity;

/// <summary>How callers prove who they are: a bearer token for people, X-Api-Key for machines.</summary>
public static class SignInServices
{
    /// <summary>Stands on what a page asks for by itself, while nobody acts.</summary>
    public const string UnattendedHeader = "X-Desk-Unattended";

    private const string Either = "desk";
    private const string Provider = "provider";

    public static IServiceCollection AddSignIn(this IServiceCollection services, SignInOptions options, OidcSettings? oidc)
    {
        services.AddSingleton(options);
        services.AddSingleton<AccountBook>().AddSingleton<AccessTokens>().AddSingleton<SignInAttempts>().AddSingleton<Passwords>();
        services.AddSingleton<Sessions>().AddSingleton<SecondFactor>().AddSingleton<SignIn>();
        services.AddAuthentication(Either)
            .AddPolicyScheme(Either, null, options => options.ForwardDefaultSelector = SchemeOf)
            .AddJwtBearer()
            .AddScheme<AuthenticationSchemeOptions, ApiKeyScheme>(ApiKeyScheme.Name, null);
        // Nothing here is protected with it; left in, it would write a key ring of its own into the home directory.
        if (services.FirstOrDefault(s => s.ImplementationType?.Name == "DataProtectionHostedService") is { } unused) services.Remove(unused);
        services.AddOptions<JwtBearerOptions>(JwtBearerDefaults.AuthenticationScheme).Configure<AccessTokens>((options, tokens) =>
        {
            options.MapInboundClaims = false;
            options.TokenValidationParameters = tokens.Validation;
            options.Events = new() { OnMessageReceived = ReadCookie, OnTokenValidated = Admit };
        });
        if (oidc is not null) services.AddProvider(oidc);
        services.AddAuthorization();
        return services;
    }

    private static void AddProvider(this IServiceCollection services, OidcSettings settings)
    {
        services.AddSingleton(new OidcProvider(settings)).AddSingleton<OidcAccounts>();
        if (settings.Audience is not { } audience) return;
        services.AddAuthentication().AddJwtBearer(Provider, options => options.MapInboundClaims = false);
        services.AddOptions<JwtBearerOptions>(Provider).Configure<OidcProvider>((options, provider) =>
        {
            options.ConfigurationManager = provider.Configuration;
            options.TokenValidationParameters = provider.Validation(audience);
            options.Events = new() { OnTokenValidated = AdmitFromProvider };
        });
    }

    /// <summary>By what the request carries; a bearer token by its issuer, which only then is checked.</summary>
    private static string SchemeOf(HttpContext http)
    {
        if (http.Request.Headers.ContainsKey(ApiKeyScheme.Header)) return ApiKeyScheme.Name;
        return http.RequestServices.GetService<OidcProvider>()?.Settings is { Audience: not null } settings
            && http.Request.Headers.Authorization is [{ } header] && header.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase)
            && header.Length < 16 * 1024 && new JsonWebTokenHandler() is var handler && handler.CanReadToken(header[7..].Trim())
            && handler.ReadJsonWebToken(header[7..].Trim()) is { } token && token.Issuer.TrimEnd('/') == settings.Authority.ToString().TrimEnd('/')
                ? Provider
                : JwtBearerDefaults.AuthenticationScheme;
    }

    private static Task ReadCookie(MessageReceivedContext context)
    {
        if (context.Request.Headers.Authorization.Count == 0) context.Token = SessionCookie.TokenOf(context.Request);
        return Task.CompletedTask;
    }

    private static async Task AdmitFromProvider(TokenValidatedContext context)
    {
        var http = context.HttpContext;
        var token = (JsonWebToken)context.SecurityToken;
        if (await http.RequestServices.GetRequiredService<OidcAccounts>().Of(token, http.RequestAborted) is not { } account
            || !await IsOpen(account.Id, http.RequestAborted))
        {
            context.Fail("The account is somebody else's, or its sessions were ended.");
            return;
        }

        http.Features.Set(new StillIn(cancel => IsOpen(account.Id, cancel)));

        http.Features.Set(new Caller(ActorKind.Staff, account.Id, account.Name, new(account.Sites, account.Roles), AccessTokens.ExpiryOf(token)));

        ValueTask<bool> IsOpen(string id, CancellationToken cancel) =>
            http.RequestServices.GetRequiredService<Sessions>().IsOpen(id, new DateTimeOffset(token.IssuedAt, TimeSpan.Zero), cancel);
    }

    private static async Task Admit(TokenValidatedContext context)
    {
        var http = context.HttpContext;
        var book = http.RequestServices.GetRequiredService<AccountBook>();
        var token = (JsonWebToken)context.SecurityToken;
        var sessions = http.RequestServices.GetRequiredService<Sessions>();
        if (await book.Find(token.Subject, http.RequestAborted) is not { } account
            || await sessions.Find(account, token, Acts(http), http.RequestAborted) is not { } standing)
        {
            context.Fail("The account is gone, or its session was ended.");
            return;
        }

        http.Features.Set(new StillIn(async cancel =>
            await book.Find(account.Id, cancel) is { } now && await sessions.Find(now, token, acts: false, cancel) is { Duty: null }));
        http.Features.Set(new Caller(
            ActorKind.Staff, account.Id, account.Name, new(account.Sites, account.Roles), AccessTokens.ExpiryOf(token), token.Id, standing));
    }

    /// <summary>A stream that stays open, and what a page fetches by itself, say nothing of whether anybody sits before it.</summary>
    private static bool Acts(HttpContext http) =>
        http.GetEndpoint()?.Metadata.GetMetadata<LongLived>() is null && !http.Request.Headers.ContainsKey(UnattendedHeader);
}

/// <summary>Machines send the key that was shown once.</summary>
public sealed class ApiKeyScheme(IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logs, UrlEncoder encoder, AccountBook book)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logs, encoder)
{
    public const string Name = "api-key";
    public const string Header = "X-Api-Key";

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        var sent = Request.Headers[Header];
        if (sent is not [{ Length: > 0 and <= 200 } secret] || await book.FindKey(secret, Context.RequestAborted) is not { } key)
            return AuthenticateResult.Fail("No such key.");
        Context.Features.Set(new StillIn(async cancel => await book.FindKey(secret, cancel) is not null));
        Context.Features.Set(new Caller(ActorKind.Machine, key.Id, key.Name, new(key.Sites, key.Roles, ScopesOf(key)), key.ExpiresAt));
        return AuthenticateResult.Success(new(new(new ClaimsIdentity([new("sub", key.Id)], Name)), Name));
    }

    /// <summary>A word that this desk does not know is a function that it does not have.</summary>
    private static List<Function>? ScopesOf(ApiKey key) =>
        key.Scopes is null ? null : [.. Enum.GetValues<Function>().Where(function => key.Scopes.Contains(DeskJson.Word(function)))];

    protected override Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        Response.StatusCode = 401;
        Response.Headers.WWWAuthenticate = JwtBearerDefaults.AuthenticationScheme;
        return Task.CompletedTask;
    }
}
