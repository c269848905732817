using System.Reflection;
using System.Text.Json.Serialization;
using ServiceDesk.Domain.Tickets;

namespace ServiceDesk.Domain.Notices;

/// <summary>The code words of all events, as the feed names them.</summary>
public static class EventKinds
{
    public static IReadOnlyDictionary<string, Type> All { get; } = typeof(TicketEvent).GetCustomAttributes<JsonDerivedTypeAttribute>()
        .ToDictionary(derived => (string)derived.TypeDiscriminator!, derived => derived.DerivedType);
}
