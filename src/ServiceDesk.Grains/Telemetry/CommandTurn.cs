using System.Diagnostics;
using ServiceDesk.Domain.Tickets;
using ServiceDesk.Grains.Tickets;

namespace ServiceDesk.Grains.Telemetry;

/// <summary>A command at its ticket, as telemetry sees it: a span, a duration, and what became of it.</summary>
public sealed class CommandTurn : IDisposable
{
    private readonly string _command;
    private readonly Activity? _span;
    private readonly long _begunAt = Stopwatch.GetTimestamp();
    private string _outcome = "failed";

    private CommandTurn(TicketKey key, TicketCommand command)
    {
        _command = command.GetType().Name;
        _span = GrainTelemetry.Source.StartActivity($"ticket {_command}");
        _span?.SetTag("servicedesk.ticket", key.ToString()).SetTag("servicedesk.command", _command);
    }

    public static CommandTurn Begin(TicketKey key, TicketCommand command) => new(key, command);

    /// <summary>Notes what the sender is told. A turn that ends without it has failed.</summary>
    public TicketReply Answered(TicketReply reply)
    {
        _outcome = reply.Refusal is null ? "done" : "refused";
        if (reply.Refusal is { } refusal)
        {
            GrainTelemetry.Refusals.Add(1, new("command", _command), new("code", refusal.Code));
            _span?.SetTag("servicedesk.refusal", refusal.Code);
        }

        return reply;
    }

    /// <summary>Notes that a ring brought something about.</summary>
    /// <param name="due">The moment that the ticket waited for; null when it waited for none.</param>
    public static void Rang(DateTimeOffset? due, DateTimeOffset now)
    {
        if (due is { } moment) GrainTelemetry.ClockLateness.Record(Math.Max(0, (now - moment).TotalSeconds));
    }

    public void Dispose()
    {
        GrainTelemetry.CommandDuration.Record(
            Stopwatch.GetElapsedTime(_begunAt).TotalSeconds, new("command", _command), new("outcome", _outcome));
        if (_outcome == "failed") _span?.SetStatus(ActivityStatusCode.Error);
        _span?.Dispose();
    }
}
