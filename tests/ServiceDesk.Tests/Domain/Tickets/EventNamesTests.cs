using System.Reflection;
using System.Text.Json.Serialization;
using ServiceDesk.Domain;
using ServiceDesk.Domain.Tickets;

namespace ServiceDesk.Tests.Domain.Tickets;

/// <summary>What is written in a journal is read for ever: names may come, none may go.</summary>
public sealed class EventNamesTests
{
    [Fact]
    public void Every_name_that_was_ever_on_disk_is_still_there()
    {
        var now = Names().ToHashSet();
        var locked = Golden.Lines("event-names.txt", () => string.Join('\n', now.Order(StringComparer.Ordinal)) + "\n");
        Assert.Empty(locked.Except(now));
        Assert.Empty(now.Except(locked));
    }

    [Fact]
    public void Every_event_has_a_name() => Assert.Equal(
        typeof(TicketEvent).Assembly.GetTypes().Where(t => t.IsSubclassOf(typeof(TicketEvent))).ToHashSet(),
        typeof(TicketEvent).GetCustomAttributes<JsonDerivedTypeAttribute>().Select(a => a.DerivedType).ToHashSet());

    [Fact]
    public void Every_command_has_a_name() => Assert.Equal(
        typeof(TicketCommand).Assembly.GetTypes().Where(t => t.IsSubclassOf(typeof(TicketCommand))).ToHashSet(),
        typeof(TicketCommand).GetCustomAttributes<JsonDerivedTypeAttribute>().Select(a => a.DerivedType).ToHashSet());

    private static IEnumerable<string> Names()
    {
        foreach (var kind in typeof(TicketEvent).GetCustomAttributes<JsonDerivedTypeAttribute>())
            foreach (var member in Members(kind.DerivedType)) yield return $"{kind.TypeDiscriminator}.{member}";
        foreach (var type in (Type[])[typeof(Ticket), typeof(ServiceDesk.Domain.Sla.Clock), typeof(Customer), typeof(Contact)])
            foreach (var member in Members(type)) yield return $"{type.Name}.{member}";
    }

    private static IEnumerable<string> Members(Type type) =>
        DeskJson.Stored.GetTypeInfo(type).Properties.Where(p => p.Set is not null || p.AssociatedParameter is not null)
            .Select(p => $"{p.Name}:{JsonName(p.PropertyType)}");

    private static string JsonName(Type type) =>
        type.IsGenericType ? $"{type.Name[..type.Name.IndexOf('`', StringComparison.Ordinal)]}<{string.Join(',', type.GetGenericArguments().Select(JsonName))}>" : type.Name;
}
