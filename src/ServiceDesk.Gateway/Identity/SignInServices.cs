using System.Security.Claims;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.JsonWebTokens;
using ServiceDesk.Domain;
using ServiceDesk.Domain.People;
using ServiceDesk.Storage.Accounts;

namespace ServiceDesk.Gateway.Identity;

/// <summary>How callers prove who they are: a bearer token for people, X-Api-Key for machines.</summary>
public static class SignInServices
{
    private const string Either = "desk";

    public static IServiceCollection AddSignIn(this IServiceCollection services)
    {
        services.AddSingleton<AccountBook>().AddSingleton<AccessTokens>().AddSingleton<SignInAttempts>().AddSingleton<Passwords>();
        services.AddSingleton<Sessions>().AddSingleton<SecondFactor>().AddSingleton<SignIn>();
        services.AddAuthentication(Either)
            .AddPolicyScheme(Either, null, options => options.ForwardDefaultSelector = http =>
                http.Request.Headers.ContainsKey(ApiKeyScheme.Header) ? ApiKeyScheme.Name : JwtBearerDefaults.AuthenticationScheme)
            .AddJwtBearer()
            .AddScheme<AuthenticationSchemeOptions, ApiKeyScheme>(ApiKeyScheme.Name, null);
        // Nothing here is protected with it; left in, it would write a key ring of its own into the home directory.
        if (services.FirstOrDefault(s => s.ImplementationType?.Name == "DataProtectionHostedService") is { } unused) services.Remove(unused);
        services.AddOptions<JwtBearerOptions>(JwtBearerDefaults.AuthenticationScheme).Configure<AccessTokens>((options, tokens) =>
        {
            options.MapInboundClaims = false;
            options.TokenValidationParameters = tokens.Validation;
            options.Events = new() { OnTokenValidated = Admit };
        });
        services.AddAuthorization();
        return services;
    }

    private static async Task Admit(TokenValidatedContext context)
    {
        var http = context.HttpContext;
        var book = http.RequestServices.GetRequiredService<AccountBook>();
        var token = (JsonWebToken)context.SecurityToken;
        if (await book.Find(token.Subject, http.RequestAborted) is not { } account
            || !await http.RequestServices.GetRequiredService<Sessions>().IsOpen(account.Id, AccessTokens.GenerationOf(token), token.Id, http.RequestAborted))
        {
            context.Fail("The account is gone, or its session was ended.");
            return;
        }

        http.Features.Set(new Caller(
            ActorKind.Staff, account.Id, account.Name, new(account.Sites, account.Roles), AccessTokens.ExpiryOf(token), token.Id));
    }
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
