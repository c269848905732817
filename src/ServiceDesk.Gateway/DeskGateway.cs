using ServiceDesk.Domain;
using ServiceDesk.Gateway.Attachments;
using ServiceDesk.Gateway.Audit;
using ServiceDesk.Gateway.Boards;
using ServiceDesk.Gateway.Contacts;
using ServiceDesk.Gateway.Customers;
using ServiceDesk.Gateway.Deliveries;
using ServiceDesk.Gateway.Edges;
using ServiceDesk.Gateway.Errors;
using ServiceDesk.Gateway.Health;
using ServiceDesk.Gateway.Identity;
using ServiceDesk.Gateway.Identity.Oidc;
using ServiceDesk.Gateway.Lists;
using ServiceDesk.Gateway.Notices;
using ServiceDesk.Gateway.OpenApi;
using ServiceDesk.Gateway.Outside;
using ServiceDesk.Gateway.Requests;
using ServiceDesk.Gateway.Sites;
using ServiceDesk.Gateway.Streams;
using ServiceDesk.Gateway.Telemetry;
using ServiceDesk.Gateway.Tickets;
using ServiceDesk.Gateway.Validation;
using ServiceDesk.Gateway.Viewers;
using ServiceDesk.Gateway.WebConsole;

namespace ServiceDesk.Gateway;

/// <summary>The HTTP side of the desk.</summary>
public static class DeskGateway
{
    public static IServiceCollection AddDeskGateway(
        this IServiceCollection services, KeyRing ring, EdgeOptions edges, AttachmentOptions attachments, NoticeOptions notices, SignInOptions signIn,
        OidcSettings? oidc = null)
    {
        services.AddSingleton(edges).AddRateLimits(edges.Limits);
        if (edges.Origins.Count > 0) services.AddCors(cors => cors.AddDefaultPolicy(policy => Open(policy, edges)));
        services.AddContacts(ring).AddSingleton<CustomerTokens>().AddSingleton<TicketViews>();
        services.AddAttachments(attachments).AddSingleton<TicketFinder>();
        services.AddSingleton<KeptAnswers>().AddSingleton<Readiness>().AddSingleton<Lanes>().AddSingleton<FirstAccounts>().AddSingleton<SharedBoards>()
            .AddSingleton<SharedViewers>().AddSingleton<PlanPreviews>();
        services.AddDeliveries(notices);
        services.AddSignIn(signIn, oidc);
        services.AddDeskOpenApi();
        services.ConfigureHttpJsonOptions(options => DeskJson.ApplyWire(options.SerializerOptions));
        services.Configure<RouteHandlerOptions>(options => options.ThrowOnBadRequest = true);
        return services;
    }

    /// <summary>In this order: whatever goes wrong further in becomes a problem, and nothing reads a body before its sender is known.</summary>
    public static WebApplication UseDeskGateway(this WebApplication app)
    {
        var edges = app.Services.GetRequiredService<EdgeOptions>();
        if (edges.Proxies.Count > 0) app.UseForwardedHeaders(edges.Forwarding());
        app.UseMiddleware<RequestSpan>();
        app.UseMiddleware<Leaving>();
        app.Use(SecurityHeaders.Add);
        app.UseMiddleware<FaultBarrier>();
        app.UseRouting();
        app.UseConsole(ConsoleFiles.Folder);
        app.UseMiddleware<Admission>();
        if (edges.Origins.Count > 0) app.UseCors();
        app.UseAuthentication();
        app.Use(AuditTrail.NoteRefusals);
        app.UseAuthorization();
        app.UseRateLimiter();
        app.UseMiddleware<Access>();
        app.UseMiddleware<StreamWatch>();
        app.UseMiddleware<Gate>();
        return app;
    }

    public static WebApplication MapDeskGateway(this WebApplication app)
    {
        var api = app.MapGroup("/api/v1").RequireAuthorization()
            .AddEndpointFilterFactory(KeptAnswers.Create)
            .AddEndpointFilterFactory(BodyValidation.Create)
            .AddEndpointFilterFactory(AuditTrail.Create);
        api.MarkAudited();
        api.LimitAnonymous();
        api.MapSignIn();
        api.MapSessions();
        api.MapOidc();
        api.MapAgents();
        api.MapApiKeys();
        api.MapSites();
        api.MapCalendars();
        api.MapTickets();
        api.MapQueue();
        api.MapEvents();
        api.MapBoard();
        api.MapAudit();
        api.MapNotices();
        api.MapDeliveries();
        api.MapWebhooks();
        api.MapKeys();
        api.MapCustomers();
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
        tickets.MapTicketExport();
        var ticket = tickets.MapGroup("/{site}/{number}");
        ticket.MapReading();
        ticket.MapCommands();
        ticket.MapTeamwork();
        ticket.MapMerging();
        ticket.MapLinking();
        ticket.MapTransfer();
        ticket.MapMaterials();
        ticket.MapViewers();
    }

    /// <summary>Credentials are no cookies: a page of another origin has to bring them itself.</summary>
    private static void Open(Microsoft.AspNetCore.Cors.Infrastructure.CorsPolicyBuilder policy, EdgeOptions edges) => policy
        .WithOrigins([.. edges.Origins]).WithMethods("GET", "POST", "PUT", "DELETE")
        .WithHeaders("Authorization", "Content-Type", "Idempotency-Key", "If-Match", "Accept-Language", "Last-Event-ID", ApiKeyScheme.Header,
            SignInServices.UnattendedHeader)
        .WithExposedHeaders("ETag", "Location", "Retry-After", "Content-Disposition").SetPreflightMaxAge(TimeSpan.FromHours(1));
}
