using System.Text;
using System.Text.Json.Nodes;

namespace ServiceDesk.Tests.Http.Authorization;

/// <summary>Where a request goes: a site, and things of that site that it may name.</summary>
/// <param name="Number">A ticket with one of each part, of whose visit the caller is the technician.</param>
/// <param name="Other">Another ticket of the site.</param>
/// <param name="Agent">Id of an agent of the site.</param>
/// <param name="Key">Id of a key of the site.</param>
internal sealed record Place(string Site, string Number, string Other, string Agent, string Key, JsonNode? Policy, JsonNode? Calendar)
{
    /// <summary>Id of the caller's own account, for what people do for themselves; null for what they try with others.</summary>
    public string? Self { get; init; }

    /// <summary>A site that is not there, with as little in it.</summary>
    public static Place Nowhere(Place like) => like with { Site = "ZZ", Number = "202001-0001", Other = "202001-0002", Agent = "zz-nobody", Key = "key-none" };
}

/// <summary>A request that whoever is allowed to make it can make.</summary>
/// <param name="Body">Null for none. One with a member <c>site</c> or <c>sites</c> belongs to that site.</param>
/// <param name="Foreign">What is said of a foreign thing where it is not 404: an id or site that the caller themselves wrote down.</param>
internal sealed record Sample(Func<Place, object?>? Body = null, int Foreign = 404)
{
    public bool IsForm { get; init; }

    /// <summary>What whoever is allowed to ask is told, where that is no success: a wrong password changes nothing.</summary>
    public int? Told { get; init; }

    /// <summary>The request ends the caller's session: it is sent in one of its own.</summary>
    public bool EndsSession { get; init; }
}

/// <summary>
/// One line for each endpoint that takes a body, by method and address as the description names it. A new endpoint needs its line here, and
/// <c>.Needs(…)</c> where it is mapped; then write docs/authorization.md anew with DESK_GOLDEN=write.
/// </summary>
internal static class Samples
{
    private static readonly object Nothing = new();

    public static IReadOnlyDictionary<string, Sample> All { get; } = new Dictionary<string, Sample>
    {
        ["POST /tickets"] = new(p => DeskClient.Ticket(new { site = p.Site, type = (string?)null, serviceType = (string?)null })),
        ["POST /queue/claim"] = new(p => new { site = p.Site }),
        ["PUT /sites/{site}"] = new(p => new { name = "Renamed", timeZone = "Asia/Shanghai", profile = p.Site == "SH" ? "after-sales" : "quick-response" }),
        ["PUT /sites/{site}/policy"] = new(p => p.Policy),
        ["PUT /sites/{site}/calendar"] = new(p => p.Calendar),
        ["POST /sites/{site}/policy/preview"] = new(p => p.Policy),
        ["POST /sites/{site}/calendar/preview"] = new(p => p.Calendar),
        ["POST /calendars/due"] = new(p => new { calendar = p.Calendar, start = "2026-01-05T08:00:00Z", target = "PT1H" }),
        ["POST /calendars/elapsed"] = new(p => new { calendar = p.Calendar, from = "2026-01-05T00:00:00Z", to = "2026-01-06T00:00:00Z" }),
        ["POST /auth/sign-out"] = new(_ => Nothing) { EndsSession = true },
        ["POST /me/password"] = new(_ => new { current = "not the password", next = "something long enough" }) { Told = 400 },
        ["POST /me/otp"] = new(_ => new { password = "not the password" }) { Told = 400 },
        ["POST /me/otp/confirm"] = new(_ => new { otp = "000000" }) { Told = 400 },
        ["POST /me/otp/disable"] = new(_ => new { password = "not the password", otp = "000000" }) { Told = 400 },
        ["PUT /agents/{id}"] = new(p => new { name = "Probe", sites = new[] { p.Site }, roles = new[] { "engineer" } }, 403),
        ["POST /agents/{id}/credentials"] = new(_ => new { password = "a password for probes" }),
        ["POST /agents/{id}/presence"] = new(_ => new { presence = "away" }),
        ["PUT /agents/{id}/shifts"] = new(_ => Nothing),
        ["PUT /me/notices"] = new(_ => Nothing) { Told = 400 },
        ["GET /customers"] = new() { Told = 400 },
        ["POST /keys/rotate"] = new(_ => new { what = "data" }),
        ["POST /customers/erase"] = new(p => new { site = p.Site, name = "nobody of that name", reason = "r" }),
        ["POST /webhooks"] = new(p => new { url = "https://hooks.example/x", sites = new[] { p.Site } }) { Told = 400 },
        ["PUT /webhooks/{id}"] = new(p => new { url = "https://hooks.example/x", sites = new[] { p.Site } }),
        ["POST /webhooks/{id}/replay"] = new(_ => new { after = 0 }),
        ["POST /tickets/{site}/{number}/transfer"] = new(p => new { site = p.Site == "SH" ? "BJ" : "SH", reason = "r" }) { Told = 400 },
        ["POST /api-keys"] = new(p => new { name = "probe", sites = new[] { p.Site } }, 403),
        ["POST /api-keys/{id}/rotate"] = new(_ => Nothing),

        ["POST /tickets/{site}/{number}/acknowledge"] = new(_ => Nothing),
        ["POST /tickets/{site}/{number}/decline"] = Reason(),
        ["POST /tickets/{site}/{number}/assign"] = new(_ => new { owner = "somebody-free", reason = "r" }),
        ["POST /tickets/{site}/{number}/collaborators"] = new(p => new { agent = p.Agent, part = "p" }),
        ["POST /tickets/{site}/{number}/classify"] = new(_ => new { scope = "in_scope" }),
        ["POST /tickets/{site}/{number}/prioritize"] = new(_ => new { priority = "high", reason = "r" }),
        ["POST /tickets/{site}/{number}/progress"] = new(_ => new { node = "fault_checked", note = "n" }),
        ["POST /tickets/{site}/{number}/communications"] = new(_ => new { method = "phone", summary = "s" }),
        ["POST /tickets/{site}/{number}/wait"] = new(_ => new { reason = "customer" }),
        ["POST /tickets/{site}/{number}/resume"] = new(_ => Nothing),
        ["POST /tickets/{site}/{number}/subtasks"] = new(_ => new { title = "t" }),
        ["POST /tickets/{site}/{number}/subtasks/{id}/start"] = new(_ => Nothing),
        ["POST /tickets/{site}/{number}/subtasks/{id}/done"] = new(_ => Nothing),
        ["POST /tickets/{site}/{number}/subtasks/{id}/cancel"] = Reason(),
        ["POST /tickets/{site}/{number}/collaborations"] = new(_ => new { department = "技术部", problem = "p" }),
        ["POST /tickets/{site}/{number}/collaborations/{id}/accept"] = new(_ => Nothing),
        ["POST /tickets/{site}/{number}/collaborations/{id}/answer"] = new(_ => new { answer = "a" }),
        ["POST /tickets/{site}/{number}/collaborations/{id}/decline"] = Reason(),
        ["POST /tickets/{site}/{number}/visits"] = new(p => new { technician = p.Agent, address = "Road 1", eta = "2030-01-01T00:00:00Z" }),
        ["POST /tickets/{site}/{number}/visits/{id}/depart"] = new(_ => Nothing),
        ["POST /tickets/{site}/{number}/visits/{id}/arrive"] = new(_ => Nothing),
        ["POST /tickets/{site}/{number}/visits/{id}/done"] = new(_ => Nothing),
        ["POST /tickets/{site}/{number}/visits/{id}/fail"] = Reason(),
        ["POST /tickets/{site}/{number}/changes"] = new(_ => new { what = "w" }),
        ["POST /tickets/{site}/{number}/changes/{id}/confirm"] = new(_ => Nothing),
        ["POST /tickets/{site}/{number}/changes/{id}/reject"] = new(_ => Nothing),
        ["POST /tickets/{site}/{number}/escalate"] = new(_ => new { level = 1, reason = "r" }),
        ["POST /tickets/{site}/{number}/escalations/{level}/acknowledge"] = new(_ => Nothing),
        ["POST /tickets/{site}/{number}/resolve"] = new(_ => new { solution = "s", apology = "a", improvement = "i" }),
        ["POST /tickets/{site}/{number}/rate"] = new(_ => new { overall = 3 }),
        ["POST /tickets/{site}/{number}/summary"] = new(_ => new { cause = "c", solution = "s" }),
        ["POST /tickets/{site}/{number}/close"] = new(_ => new { reason = "closed_by_customer" }),
        ["POST /tickets/{site}/{number}/reopen"] = Reason(),
        ["POST /tickets/{site}/{number}/merge"] = new(p => new { into = p.Other }),
        ["POST /tickets/{site}/{number}/unmerge"] = new(_ => Nothing),
        ["POST /tickets/{site}/{number}/split"] = new(_ => new { verbatim = "v" }),
        ["POST /tickets/{site}/{number}/link"] = new(p => new { to = p.Other, kind = "related" }),
        ["POST /tickets/{site}/{number}/contact/reveal"] = Reason(),
        ["PUT /tickets/{site}/{number}/viewers/{page}"] = new(_ => new { doing = "looking" }),
        ["POST /tickets/{site}/{number}/materials"] = new(_ => null) { IsForm = true },
    };

    private static Sample Reason() => new(_ => new { reason = "r" });

    public static HttpContent Form()
    {
        var form = new MultipartFormDataContent
        {
            { new StringContent("probe"), "name" }, { new StringContent("log"), "kind" }, { new ByteArrayContent(Encoding.UTF8.GetBytes("text")), "file", "a.txt" },
        };
        return form;
    }
}
