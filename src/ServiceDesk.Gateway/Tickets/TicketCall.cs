using Microsoft.AspNetCore.Mvc;
using ServiceDesk.Domain.Tickets;
using ServiceDesk.Gateway.Errors;
using ServiceDesk.Gateway.Identity;
using ServiceDesk.Gateway.Requests;
using ServiceDesk.Grains.Tickets;

namespace ServiceDesk.Gateway.Tickets;

/// <summary>A request about one ticket: which one, who asks, and how the answer is given.</summary>
/// <param name="Number">As customers quote it, such as 202405-0013.</param>
public readonly record struct TicketCall([FromRoute] string Site, [FromRoute] string Number, HttpContext Http, Caller Caller, IGrainFactory Grains)
{
    public TicketKey Key => new(Site, Number);

    public CancellationToken Cancel => Http.RequestAborted;

    /// <summary>Carries out the command and answers with the ticket, or with why not.</summary>
    public async Task<IResult> Handle(TicketCommand command) => Answer(await Ask(command));

    /// <summary>Carries out the command that the request is, under its own key and only at the version its sender saw.</summary>
    public Task<TicketReply> Ask(TicketCommand command) => Send(Key, command, Mark, Versions.IfMatch(Http.Request));

    /// <summary>Carries out a further step of the request, perhaps at another ticket; a repetition of the request finds it done.</summary>
    /// <param name="step">Tells the steps of one request apart.</param>
    public Task<TicketReply> Ask(TicketKey other, TicketCommand command, string step) =>
        Send(other, command, Mark is { } mark ? mark with { Id = $"{mark.Id}#{step}" } : null, null);

    public RequestMark? Mark => Inbound.Of(Http).Mark(Caller);

    /// <summary>Id of the request, the same when it comes again under its key.</summary>
    public string Cause => Inbound.Of(Http).Cause(Caller);

    public static IResult Answer(TicketReply reply) => reply switch
    {
        { Refusal.Kind: RefusalKind.Stale, Ticket: null } => Problem.NoSuchTicket,
        { Refusal: { } refusal } => Problem.Of(refusal, reply.Ticket?.Version),
        { Ticket: { } ticket } => new TicketAnswer(ticket),
        _ => throw new InvalidOperationException("A reply without refusal has a ticket."),
    };

    private Task<TicketReply> Send(TicketKey key, TicketCommand command, RequestMark? mark, int? ifVersion) =>
        Grains.GetGrain<ITicketGrain>(key.ToString()).Handle(
            new(command, Caller.Actor, Cause, Http.Connection.RemoteIpAddress?.ToString(), ifVersion, mark, Caller.Powers));
}

/// <summary>Answers with a ticket and its version.</summary>
/// <param name="Status">200, or 201 for one that was just made.</param>
public sealed record TicketAnswer(Ticket Ticket, int Status = 200) : IResult
{
    /// <summary>Address of a ticket that the request made.</summary>
    public string? Location { get; init; }

    /// <summary>Whether phone and mail address are shown whole.</summary>
    public bool Reveals { get; init; }

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var views = httpContext.RequestServices.GetRequiredService<TicketViews>();
        httpContext.Response.SetVersion(Ticket.Version);
        if (Location is not null) httpContext.Response.Headers.Location = Location;
        var viewer = httpContext.Features.Get<Caller>();
        var view = Reveals ? await views.Revealed(Ticket, viewer, httpContext.RequestAborted) : views.Of(Ticket, viewer);
        await TypedResults.Json(view, statusCode: Status).ExecuteAsync(httpContext);
    }

    public static string AddressOf(TicketKey key) => $"/api/v1/tickets/{key}";
}
