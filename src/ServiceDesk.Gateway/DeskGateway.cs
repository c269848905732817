using ServiceDesk.Domain;
using ServiceDesk.Gateway.Contacts;
using ServiceDesk.Gateway.Errors;
using ServiceDesk.Gateway.Health;
using ServiceDesk.Gateway.Identity;
using ServiceDesk.Gateway.Identity.Oidc;
using ServiceDesk.Gateway.Lists;
using ServiceDesk.Gateway.OpenApi;
using ServiceDesk.Gateway.Outside;
using ServiceDesk.Gateway.Requests;
using ServiceDesk.Gateway.Sites;
using ServiceDesk.Gateway.Streams;
using ServiceDesk.Gateway.Tickets;
using ServiceDesk.Gateway.Validation;

namespace ServiceDesk.Gateway;

/// <summary>The HTTP side of the desk.</summary>
public static class DeskGateway
{
    public static IServiceCollection AddDeskGateway(this IServiceCollection services, KeyRing ring, OidcSettings? oidc = null)
    {
        services.AddSingleton(ring).AddSingleton<ContactVault>().AddSingleton<CustomerTokens>().AddSingleton<TicketViews>();
        services.AddSingleton<KeptAnswers>().AddSingleton<Readiness>().AddSingleton<FirstAccounts>();
        services.AddSignIn(oidc);
        services.AddDeskOpenApi();
        services.ConfigureHttpJsonOptions(options => DeskJson.ApplyWire(options.SerializerOptions));
        services.Configure<RouteHandlerOptions>(options => options.ThrowOnBadRequest = true);
        return services;
    }

    /// <summary>In this order: whatever goes wrong further in becomes a problem, and nothing reads a body before its sender is known.</summary>
    public static WebApplication UseDeskGateway(this WebApplication app)
    {
        app.UseMiddleware<FaultBarrier>();
        app.Use(Headers);
        app.UseRouting();
        app.UseMiddleware<Admission>();
        app.UseAuthentication();
        app.UseAuthorization();
        app.UseMiddleware<Access>();
        app.UseMiddleware<Gate>();
        return app;
    }

    public static WebApplication MapDeskGateway(this WebApplication app)
    {
        var api = app.MapGroup("/api/v1").RequireAuthorization()
            .AddEndpointFilterFactory(KeptAnswers.Create)
            .AddEndpointFilterFactory(BodyValidation.Create);
        api.MapSignIn();
        api.MapOidc();
        api.MapAgents();
        api.MapApiKeys();
        api.MapSites();
        api.MapCalendars();
        api.MapTickets();
        api.MapQueue();
        api.MapEvents();
        api.MapSurvey();
        api.MapConfirm();
        app.MapHealth();
        app.MapOpenApi("/openapi/{documentName}.json").AllowAnonymous();
        return app;
    }

    private static void MapTickets(this RouteGroupBuilder api)
    {
        var tickets = api.MapGroup("/tickets").WithTags("Tickets");
        tickets.MapIntake();
        tickets.MapTicketList();
        var ticket = tickets.MapGroup("/{site}/{number}");
        ticket.MapReading();
        ticket.MapCommands();
        ticket.MapTeamwork();
        ticket.MapMerging();
        ticket.MapLinking();
        ticket.MapMaterials();
    }

    private static Task Headers(HttpContext http, RequestDelegate next)
    {
        http.Response.Headers.XContentTypeOptions = "nosniff";
        if (http.Request.Path.StartsWithSegments("/api", StringComparison.Ordinal)) http.Response.Headers.CacheControl = "no-store";
        return next(http);
    }
}
