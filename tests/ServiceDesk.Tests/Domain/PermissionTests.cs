using System.Reflection;
using System.Text.Json.Serialization;
using ServiceDesk.Domain.People;
using ServiceDesk.Domain.Tickets;
using ServiceDesk.Tests.Domain.Tickets;

namespace ServiceDesk.Tests.Domain;

/// <summary>Who may do what, asked of the table itself.</summary>
public sealed class PermissionTests
{
    private static readonly Actor Li = Actor.Staff("li");

    [Fact]
    public void Every_function_has_one_row_and_every_role_in_it_is_one()
    {
        Assert.Equal(Enum.GetValues<Function>(), Permissions.Table.Select(row => row.Function).Order());
        Assert.All(Permissions.Table.SelectMany(row => row.Any.Concat(row.Own)), role => Assert.Contains(role, Roles.All.Append(Roles.Machine)));
    }

    [Fact]
    public void Every_command_is_a_function_or_the_desks_own() => Assert.Equal(
        [typeof(CallSupervisor), typeof(CompleteTransfer), typeof(Offer), typeof(Replan), typeof(Ring), typeof(Withdraw)],
        typeof(TicketCommand).GetCustomAttributes<JsonDerivedTypeAttribute>().Select(known => known.DerivedType)
            .Where(command => TicketPermissions.FunctionOf(command) is null).OrderBy(command => command.Name));

    [Fact]
    public void What_nobody_was_allowed_nobody_may() => Assert.All(
        Enum.GetValues<Function>().Except([Function.Self, Function.Account]),
        function => Assert.Equal(Reach.None, Permissions.Of(function, ActorKind.Staff, Powers.None, "SH")));

    [Theory]
    [InlineData("service_agent", Function.Resolve, Reach.Any)]
    [InlineData("service_agent", Function.Policy, Reach.None)]
    [InlineData("field_engineer", Function.Resolve, Reach.Own)]
    [InlineData("field_engineer", Function.Assign, Reach.None)]
    [InlineData("department_member", Function.CollaborationAnswer, Reach.Any)]
    [InlineData("department_member", Function.ContactReveal, Reach.None)]
    [InlineData("auditor", Function.Read, Reach.Any)]
    [InlineData("auditor", Function.ContactReveal, Reach.None)]
    [InlineData("auditor,site_admin", Function.Policy, Reach.None)]
    [InlineData("auditor,system_admin", Function.Policy, Reach.Any)]
    [InlineData("supervisor", Function.Credentials, Reach.None)]
    [InlineData("site_admin", Function.Credentials, Reach.Any)]
    public void A_role_reaches_so_far_at_its_own_site(string roles, Function function, Reach reach) =>
        Assert.Equal(reach, Permissions.Of(function, ActorKind.Staff, new(["SH"], roles.Split(',')), "SH"));

    [Theory]
    [InlineData("service_agent", Function.Read, Reach.None)]
    [InlineData("director", Function.Resolve, Reach.Any)]
    [InlineData("director", Function.ContactReveal, Reach.None)]
    [InlineData("director,site_admin", Function.Policy, Reach.None)]
    [InlineData("system_admin", Function.ContactReveal, Reach.Any)]
    [InlineData("system_admin", Function.Policy, Reach.Any)]
    public void Away_from_home_only_spanning_roles_count(string roles, Function function, Reach reach) =>
        Assert.Equal(reach, Permissions.Of(function, ActorKind.Staff, new(["SH"], roles.Split(',')), "BJ"));

    [Fact]
    public void A_key_is_good_for_what_its_scopes_and_its_roles_both_hold()
    {
        Reach Of(Function function, string[] roles, Function[]? scopes) => Permissions.Of(function, ActorKind.Machine, new(["SH"], roles, scopes), "SH");
        Assert.Equal(Reach.Any, Of(Function.Resolve, [], null));
        Assert.Equal(Reach.None, Of(Function.Policy, [], null));
        Assert.Equal(Reach.None, Of(Function.Resolve, [], [Function.Open]));
        Assert.Equal(Reach.Any, Of(Function.Open, [], [Function.Open]));
        Assert.Equal(Reach.None, Of(Function.Policy, [], [Function.Policy]));
        Assert.Equal(Reach.Any, Of(Function.Policy, ["site_admin"], [Function.Policy]));
        Assert.Equal(Reach.None, Of(Function.ContactReveal, [], null));
        Assert.Equal(Reach.None, Of(Function.ContactReveal, ["service_agent"], null));
        Assert.Equal(Reach.Any, Of(Function.ContactReveal, [], [Function.ContactReveal]));
    }

    [Fact]
    public void A_field_engineer_moves_their_own_visits_and_not_those_of_others()
    {
        var story = TicketStory.Opened().Does(new PlanVisit("li", "Road 1", TicketStory.Nine)).Does(new PlanVisit("wang", "Road 2", TicketStory.Nine));
        var powers = new Powers(["SH"], [Roles.FieldEngineer]);
        Assert.Null(TicketPermissions.Refuse(story.Ticket, new MoveVisit(1, VisitState.Departed, null), Li, powers, "SH"));
        Assert.Equal(Refusal.NotInvolved, TicketPermissions.Refuse(story.Ticket, new MoveVisit(2, VisitState.Departed, null), Li, powers, "SH"));
        Assert.Null(TicketPermissions.Refuse(story.Ticket, new ReportProgress("n", null), Li, powers, "SH"));
        Assert.Equal(Refusal.NotInvolved, TicketPermissions.Refuse(story.Ticket, new ReportProgress("n", null), Actor.Staff("zhao"), powers, "SH"));
        Assert.Equal(Refusal.Forbidden, TicketPermissions.Refuse(story.Ticket, new Assign("li", null), Li, powers, "SH"));
    }

    [Fact]
    public void A_customers_link_confirms_and_rates_and_the_desk_does_everything()
    {
        var ticket = TicketStory.Opened().Ticket;
        var link = new Actor(ActorKind.Customer, "survey");
        Assert.Null(TicketPermissions.Refuse(ticket, new Rate(new Dictionary<string, int>(), null), link, Powers.None, "SH"));
        Assert.Equal(Refusal.Forbidden, TicketPermissions.Refuse(ticket, new Resolve("x", null, null, null), link, Powers.None, "SH"));
        Assert.Equal(Refusal.Forbidden, TicketPermissions.Refuse(ticket, new Ring(), Li, new([], [Roles.SystemAdmin]), "SH"));
        Assert.Null(TicketPermissions.Refuse(ticket, new Ring(), Actor.Clock, Powers.None, "SH"));
    }
}
