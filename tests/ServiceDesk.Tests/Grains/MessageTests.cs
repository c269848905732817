using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using ServiceDesk.Domain;
using ServiceDesk.Domain.People;
using ServiceDesk.Domain.Sla;
using ServiceDesk.Domain.Tickets;
using ServiceDesk.Grains.Sites;
using ServiceDesk.Grains.Tickets;
using ServiceDesk.Tests.Domain.Tickets;

namespace ServiceDesk.Tests.Grains;

/// <summary>What grains send each other also travels between processes, and between an older and a newer build of them.</summary>
public sealed class MessageTests
{
    private static readonly Type[] Plain =
        [typeof(string), typeof(bool), typeof(int), typeof(long), typeof(double), typeof(DateTimeOffset), typeof(TimeSpan), typeof(Guid), typeof(CancellationToken)];

    private static readonly TicketRequest Request =
        new(new LogCommunication(null, "phone", "called", null, null), Actor.Staff("li"), "request", "::1", 7, new RequestMark("staff:li:1", "body"));

    /// <summary>
    /// What a collection expression makes of an interface is a class of the compiler's, with another name in the next build: no message
    /// says such a type itself. Within a record it may, since a record is read by what it declares.
    /// </summary>
    [Fact]
    public void Every_message_is_of_a_type_that_every_build_knows() => Assert.Empty(
        from grain in typeof(ITicketGrain).Assembly.GetTypes()
        where grain.IsInterface && grain.IsAssignableTo(typeof(IGrainWithStringKey))
        from method in grain.GetMethods()
        from type in method.GetParameters().Select(parameter => parameter.ParameterType).Append(method.ReturnType)
        where !IsCarried(type)
        select $"{grain.Name}.{method.Name}: {type}");

    [Theory]
    [InlineData(typeof(Task<IReadOnlyList<string>>), false)]
    [InlineData(typeof(IEnumerable<TicketRequest>), false)]
    [InlineData(typeof(Task<string[]>), true)]
    [InlineData(typeof(ValueTask<TicketReply>), true)]
    [InlineData(typeof(int?), true)]
    public void Types_that_do_not_travel_are_known(Type type, bool carried) => Assert.Equal(carried, IsCarried(type));

    /// <summary>Within a process both sides hold the same message. A calendar keeps its own text once that was asked for.</summary>
    [Fact]
    public void No_message_can_be_changed_once_it_is_made() => Assert.Empty(
        from type in Messages()
        from member in type.GetMembers(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly)
        where IsWritable(member) && (type, member.Name) != (typeof(WorkCalendar), "_written")
        select $"{type.Name}.{member.Name}");

    [Fact]
    public void Every_grain_and_each_of_its_methods_has_a_name_of_its_own_on_the_wire() => Assert.Empty(
        from grain in typeof(ITicketGrain).Assembly.GetTypes()
        where grain.IsInterface && grain.IsAssignableTo(typeof(IGrainWithStringKey))
        from member in grain.GetMethods().Cast<MemberInfo>().Append(grain)
        where member.CustomAttributes.All(attribute => attribute.AttributeType.Name != "AliasAttribute")
        select $"{grain.Name} {member.Name}");

    [Fact]
    public void An_older_build_reads_what_a_newer_one_sends()
    {
        var sent = JsonSerializer.SerializeToNode(Request, DeskJson.Stored)!;
        sent["addedLater"] = new JsonObject { ["some"] = "thing" };
        sent["command"]!["addedLater"] = 7;
        sent["by"]!["addedLater"] = new JsonArray(1, 2);
        Assert.Equal(Request, sent.Deserialize<TicketRequest>(DeskJson.Stored));
    }

    [Fact]
    public void A_newer_build_reads_what_an_older_one_sends_as_if_the_rest_were_null()
    {
        var sent = JsonSerializer.SerializeToNode(Request, DeskJson.Stored)!.AsObject();
        foreach (var later in (string[])["via", "ifVersion", "mark"]) sent.Remove(later);
        Assert.Equal(Request with { Via = null, IfVersion = null, Mark = null }, sent.Deserialize<TicketRequest>(DeskJson.Stored));
    }

    [Fact]
    public void A_reply_comes_out_as_it_went_in()
    {
        using var world = new GrainWorld(TicketStory.Nine);
        world.Run(() => world.Grain<ISiteGrain>("SH").Put(new("Shanghai", "Asia/Shanghai", "after-sales"), "admin"));
        var reply = world.Run(() => world.Grain<ITicketGrain>(TicketStory.Key.ToString()).Handle(new(TicketStory.Opening, Actor.Staff("li"), "r", Powers: new(["SH"], [Roles.ServiceAgent]))));
        var text = JsonSerializer.Serialize(reply, DeskJson.Stored);
        Assert.Equal(text, JsonSerializer.Serialize(JsonSerializer.Deserialize<TicketReply>(text, DeskJson.Stored), DeskJson.Stored));
        Assert.NotNull(reply.Ticket);
    }

    /// <returns>Our types that grains' methods name, and those that are found in them.</returns>
    private static HashSet<Type> Messages()
    {
        var ours = new[] { typeof(Ticket).Assembly, typeof(ITicketGrain).Assembly }.SelectMany(assembly => assembly.GetTypes()).ToArray();
        var (found, open) = (new HashSet<Type>(), new Stack<Type>(
            from grain in ours
            where grain.IsInterface && grain.IsAssignableTo(typeof(IGrainWithStringKey))
            from method in grain.GetMethods()
            from type in method.GetParameters().Select(parameter => parameter.ParameterType).Append(method.ReturnType)
            select type));
        while (open.TryPop(out var type))
        {
            foreach (var part in type.IsArray ? [type.GetElementType()!] : type.GetGenericArguments()) open.Push(part);
            if (type.IsEnum || !ours.Contains(type) || !found.Add(type)) continue;
            foreach (var property in type.GetProperties()) open.Push(property.PropertyType);
            foreach (var kind in ours.Where(kind => kind.IsSubclassOf(type))) open.Push(kind);
        }

        return found;
    }

    /// <summary>What only its own making can set is not writable: the compiler's fields behind properties, <c>init</c>, <c>readonly</c>.</summary>
    private static bool IsWritable(MemberInfo member) => member switch
    {
        PropertyInfo { SetMethod: { } set } => !set.ReturnParameter.GetRequiredCustomModifiers().Contains(typeof(System.Runtime.CompilerServices.IsExternalInit)),
        FieldInfo field => !field.IsInitOnly && !field.IsLiteral && !field.Name.StartsWith('<'),
        _ => false,
    };

    private static bool IsCarried(Type type)
    {
        if (type == typeof(Task) || type == typeof(ValueTask) || type == typeof(void) || Plain.Contains(type) || type.IsEnum) return true;
        if (type.IsArray) return IsCarried(type.GetElementType()!);
        if (type.IsGenericType && type.GetGenericTypeDefinition() is var open && (open == typeof(Task<>) || open == typeof(ValueTask<>) || open == typeof(Nullable<>)
            || open == typeof(List<>) || open == typeof(Dictionary<,>))) return type.GetGenericArguments().All(IsCarried);
        return type.IsClass && type.Namespace?.StartsWith("ServiceDesk", StringComparison.Ordinal) is true;
    }
}
