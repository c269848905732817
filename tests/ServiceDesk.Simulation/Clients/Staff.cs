using ServiceDesk.Domain.People;
using ServiceDesk.Domain.Sla;
using ServiceDesk.Simulation.Worlds;

namespace ServiceDesk.Simulation.Clients;

/// <summary>Who works at the simulated desk, and what their accounts say in the beginning.</summary>
internal static class Staff
{
    /// <summary>What faults ask for beside the role.</summary>
    public const string Skill = "network";

    public const string Supervisor = "boss";

    private static readonly string[] Roles = ["engineer", "service_agent", "customer_relations_specialist"];

    /// <summary>One supervisor, whom the desk calls by name only, and the agents of a life.</summary>
    public static IEnumerable<AgentProfile> Of(World world)
    {
        if (world.Life.Agents == 0) yield break;
        yield return new(Supervisor, [.. world.Sites.Select(site => site.Code)], ["supervisor"], [], 50, null);
        var chance = new Random(Life.Mixed(world.Life.Seed, 30));
        for (var number = 0; number < world.Life.Agents; number++) yield return Any(world, number, chance);
    }

    /// <summary>Working hours that begin and end several times a day, so that some do in a short life.</summary>
    public static WorkCalendar Hours(Random chance)
    {
        var (first, length, pause) = (chance.Next(0, 90), chance.Next(40, 150), chance.Next(20, 90));
        var hours = new List<OpeningHours>();
        for (var opens = first; opens + length <= 24 * 60 && hours.Count < CalendarDraft.MaxIntervalsADay; opens += length + pause) hours.Add(new(opens, opens + length));
        var draft = new CalendarDraft(chance.Next(2) == 0 ? "Asia/Shanghai" : "America/New_York");
        foreach (var day in Enum.GetValues<DayOfWeek>()) draft.Week[day] = hours;
        return new(draft);
    }

    public static string IdOf(int number) => $"agent{number}";

    /// <summary>An account that another one could have, too.</summary>
    public static AgentProfile Any(World world, int number, Random chance)
    {
        var codes = world.Sites.Select(site => site.Code).ToArray();
        string[] sites = chance.Next(3) == 0 ? codes : [codes[chance.Next(codes.Length)]];
        // Whoever has all roles is what a small site has most of.
        string[] roles = chance.Next(2) == 0 ? Roles : [Roles[chance.Next(Roles.Length)]];
        return new(IdOf(number), sites, roles, chance.Next(2) == 0 ? [Skill] : [], chance.Next(1, 5), chance.Next(4) == 0 ? null : Supervisor);
    }
}
