using ServiceDesk.Domain.Sites;
using ServiceDesk.Domain.Texts;

namespace ServiceDesk.Domain.Tickets;

/// <summary>How a request becomes a ticket, and how its class is set.</summary>
public static class Intake
{
    internal static Verdict Open(Open c, Call call)
    {
        var policy = call.Rules.Policy;
        if (c.SubmittedAt > call.Now + Limits.Ahead) return Refusal.Invalid("/submittedAt", "lies in the future");
        if (c.ServiceType is not null && policy.ServiceTypes.All(s => s.Code != c.ServiceType))
            return Refusal.Invalid("/serviceType", $"is not a service type of the site{Known(policy.ServiceTypes.Select(s => s.Code))}");
        if (ClassFault(c.Type, c.Subtype, policy) is { } fault) return fault;

        // An outage, a data leak or stopped production is urgent whatever the sender ticked (spec §2, Request).
        var urgency = c.Impact is Impact.CoreFunction or Impact.Safety ? Urgency.High : c.Urgency;
        return new Opened(
            c.Source, c.SubmittedAt?.ToMilliseconds() ?? call.Now, c.ExternalId, c.Customer, c.ServiceType, c.Type, c.Subtype, c.Verbatim,
            c.Facts, urgency, c.Impact, call.Rules.PriorityOf(urgency, c.Impact, c.Customer.Tier), c.OrderNumber, c.Materials, c.Link);
    }

    internal static Verdict Classify(Ticket ticket, Classify c, SitePolicy policy)
    {
        if (c is { Type: null, Subtype: null, Scope: null }) return Refusal.Invalid("", "needs type, subtype or scope");
        var type = c.Type ?? ticket.Type;
        var subtype = c.Subtype ?? (type == ticket.Type ? ticket.Subtype : null);
        return ClassFault(type, subtype, policy) is { } fault ? fault : new Classified(type, subtype, c.Scope ?? ticket.Scope);
    }

    private static Refusal? ClassFault(string? type, string? subtype, SitePolicy policy)
    {
        if (type is not null && policy.Type(type) is null)
            return Refusal.Invalid("/type", $"is not a type of the site{Known(policy.Types.Select(t => t.Code))}");
        if (subtype is not null && policy.Type(type)?.Subtypes.Any(s => s.Code == subtype) is not true)
            return Refusal.Invalid("/subtype", $"is not a subtype of {type ?? "an unclassified ticket"}{Known(policy.Type(type)?.Subtypes.Select(s => s.Code) ?? [])}");
        return null;
    }

    private static string Known(IEnumerable<string> codes) => string.Join(", ", codes) is { Length: > 0 } list ? ": " + list : "";
}
