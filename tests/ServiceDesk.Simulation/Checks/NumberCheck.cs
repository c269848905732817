using ServiceDesk.Domain.Numbers;
using ServiceDesk.Simulation.Clients;
using ServiceDesk.Simulation.Worlds;

namespace ServiceDesk.Simulation.Checks;

/// <summary>Numbers: never twice, the period of the site's day, rising in the order of allocation.</summary>
internal static class NumberCheck
{
    public static IEnumerable<Violation> Of(World world)
    {
        foreach (var site in Site.All)
        {
            var given = world.Allocated.Where(a => a.Site == site.Code).ToArray();
            foreach (var twice in given.GroupBy(a => a.Number).Where(g => g.Select(a => a.Request).Distinct().Count() > 1))
                yield return new("a number is handed out once", null, $"{site.Code} {twice.Key} to {string.Join(" and ", twice.Select(a => a.Request).Distinct())}");
            if (Misdated(world, site, given) is { } wrong) yield return wrong;
            if (Falling(site, given) is { } fell) yield return fell;
        }
    }

    private static Violation? Misdated(World world, Site site, Allocated[] given)
    {
        var pattern = NumberPattern.Parse(site.Policy.Numbering.Pattern);
        var zone = TimeZoneInfo.FindSystemTimeZoneById(site.Calendar.TimeZone);
        foreach (var number in given)
        {
            if (!pattern.TryRead(number.Number, out var period, out _)) return new("a number fits the pattern", null, number.Number);
            string Period(DateTimeOffset at) => pattern.PeriodOf(DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(at, zone).Date));
            // A clock that was ahead has begun the next period, and nobody goes back.
            var (earliest, latest) = (Period(number.AskedAt - world.Mischief.WorstSkew), Period(number.AnsweredAt + 2 * world.Mischief.WorstSkew));
            if (string.CompareOrdinal(period, earliest) < 0 || string.CompareOrdinal(period, latest) > 0)
                return new("a number has its day", null, $"{number.Number} between {earliest} and {latest}");
        }

        return null;
    }

    private static Violation? Falling(Site site, Allocated[] given)
    {
        var pattern = NumberPattern.Parse(site.Policy.Numbering.Pattern);
        (string Period, long Serial, string Number) Read(Allocated a) => pattern.TryRead(a.Number, out var period, out var serial) ? (period, serial, a.Number) : default;

        var answered = given.OrderBy(a => a.AnsweredAt).ToArray();
        (string Period, long Serial, string Number) highest = ("", 0, "");
        var seen = new HashSet<string>();
        var i = 0;
        foreach (var next in given.OrderBy(a => a.AskedAt))
        {
            for (; i < answered.Length && answered[i].AnsweredAt < next.AskedAt; i++)
                if (Read(answered[i]) is var read && read.CompareTo(highest) > 0) highest = read;
            if (seen.Add(next.Number) && Read(next).CompareTo(highest) < 0)
                return new("numbers rise", null, $"{next.Number} after {highest.Number}");
        }

        return null;
    }
}
