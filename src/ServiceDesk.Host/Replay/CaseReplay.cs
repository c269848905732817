using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace ServiceDesk.Host.Replay;

/// <summary>What the replay knows of one case: the ticket as the desk last answered it.</summary>
internal sealed class CaseState
{
    /// <summary>Null until the desk has opened the ticket.</summary>
    public string? Number { get; private set; }

    public string Status { get; private set; } = "";
    public string? Owner { get; private set; }
    public int Version { get; private set; }

    /// <summary>Events of the case so far, to know exact duplicates by.</summary>
    public HashSet<(string Ts, string Activity, string? Resource)> Seen { get; } = [];

    public void Adopt(JsonObject ticket)
    {
        Number = (string?)ticket["number"];
        Status = (string?)ticket["status"] ?? "";
        Owner = (string?)ticket["owner"];
        Version = (int?)ticket["version"] ?? 0;
    }
}

internal enum Fate { Accepted, Duplicate, Refused }

/// <param name="Code">Why it was refused: the problem's code, or a word of the replay's own.</param>
/// <param name="Command">The command that was refused.</param>
/// <param name="Detail">The reason for people.</param>
internal sealed record Outcome(Fate Fate, string? Code = null, string? Command = null, string? Detail = null)
{
    public static Outcome Accepted { get; } = new(Fate.Accepted);
    public static Outcome Duplicate { get; } = new(Fate.Duplicate);

    public static Outcome Refused(string command, Reply reply) => new(Fate.Refused, reply.Code, command, reply.Text("detail"));
}

/// <summary>What the site has that a replay depends on.</summary>
/// <param name="Zone">In which the log's wall clock is read.</param>
/// <param name="SummaryRequired">Whether a ticket needs a summary before it closes.</param>
internal sealed record SiteFacts(string Site, TimeZoneInfo Zone, bool SummaryRequired);

/// <summary>Turns the events of cases into commands, and the desk's answers into fates.</summary>
/// <param name="log">Name of the log: with case and seq, what makes a command's key the same in every run.</param>
internal sealed class CaseReplay(DeskClient desk, ReplayMap map, SiteFacts site, string log, CommandRecord? record)
{
    public async Task<Outcome> Play(CaseState ticket, LoggedEvent e, CancellationToken cancel)
    {
        if (!ticket.Seen.Add((e.Ts, e.Activity, e.Resource))) return Outcome.Duplicate;
        var first = ticket.Number is null;
        if (first && await Open(ticket, e, cancel) is { } refused) return refused;
        if (map.Find(e, ticket, first) is not { } rule)
            return first ? Outcome.Accepted : new(Fate.Refused, "unmapped", null, $"The map has no rule for {e.Activity} when {ticket.Status}.");

        for (var step = 0; step < rule.Commands.Count; step++)
        {
            var command = rule.Commands[step];
            if (command.WhenSummaryIsRequired && !site.SummaryRequired) continue;
            var body = command.Body is { } template ? ReplayMap.Fill(template, e, site.Zone) : [];
            if (await Send(ticket, e, command.Command, $"{step + 1}", body, cancel) is { } no) return no;
        }

        return Outcome.Accepted;
    }

    private Task<Outcome?> Open(CaseState ticket, LoggedEvent e, CancellationToken cancel)
    {
        var body = ReplayMap.Fill(map.Open, e, site.Zone);
        body["site"] = site.Site;
        return Send(ticket, e, "open", "open", body, cancel);
    }

    private async Task<Outcome?> Send(CaseState ticket, LoggedEvent e, string command, string step, JsonObject body, CancellationToken cancel)
    {
        var key = Key(e, step);
        var path = command == "open" ? "/tickets" : $"/tickets/{Uri.EscapeDataString(site.Site)}/{Uri.EscapeDataString(ticket.Number!)}/{command}";
        var reply = await desk.Post(path, body, key, cancel);
        if (!reply.Accepted || reply.Body is null) return Outcome.Refused(command, reply);
        ticket.Adopt(reply.Body);
        record?.Write(site.Site, ticket, key, command);
        return null;
    }

    private string Key(LoggedEvent e, string step)
    {
        var text = Encoding.UTF8.GetBytes($"{site.Site}\n{log}\n{e.Case}\n{e.Seq}\n{step}");
        return "replay-" + Convert.ToHexStringLower(SHA256.HashData(text).AsSpan(0, 20));
    }
}
