using ServiceDesk.Domain.Sites;
using ServiceDesk.Domain.Sla;
using ServiceDesk.Grains.Sites;
using ServiceDesk.Simulation.Worlds;

namespace ServiceDesk.Simulation.Clients;

/// <summary>A site's admin, who publishes other promises or other hours once in a life.</summary>
internal sealed class Publisher(World world, int number)
{
    private readonly Random _chance = new(Life.Mixed(world.Life.Seed, 50 + number));

    public async Task Publish()
    {
        await Task.Delay(world.Life.Length * (0.05 + 0.85 * _chance.NextDouble()), world.Scheduler.Time);
        var site = world.Sites[_chance.Next(world.Sites.Count)];
        var isPolicy = _chance.Next(3) > 0;
        var (policy, calendar) = (Policy(site.Policy), Calendar(site.Calendar));
        while (world.Mischief.IsLoose)
        {
            try
            {
                if (world.Door() is { } grains)
                {
                    var grain = grains.GetGrain<ISiteGrain>(site.Code);
                    var done = isPolicy ? await grain.PublishPolicy(policy, "admin", null) : await grain.PublishCalendar(calendar, "admin", null);
                    world.Trace.Add(null, $"{site.Code} publishes policy {done.Rules!.PolicyVersion}, calendar {done.Rules.CalendarVersion}");
                    return;
                }
            }
            catch (Exception)
            {
                // It may be published or not: once more does no harm.
            }

            await Task.Delay(TimeSpan.FromSeconds(_chance.Next(1, 90)), world.Scheduler.Time);
        }
    }

    /// <summary>Other spans for the same promises.</summary>
    private SitePolicy Policy(SitePolicy old) => old with
    {
        Targets = new(Scaled(old.Targets.High), Scaled(old.Targets.Medium), Scaled(old.Targets.Low)),
        Ack = Scaled(old.Ack)!,
        Collaboration = new(Scaled(old.Collaboration.Target)!),
        Change = old.Change with { Unconfirmed = Scaled(old.Change.Unconfirmed)! },
        SecondHandling = old.SecondHandling with { Supervisor = Scaled(old.SecondHandling.Supervisor)! },
        Survey = old.Survey with { Silent = Scaled(old.Survey.Silent)! },
    };

    private PriorityTargets Scaled(PriorityTargets old) => new(Scaled(old.Response), Scaled(old.Resolution), Scaled(old.Update), Scaled(old.CustomerSync));

    private Target? Scaled(Target? old)
    {
        var factor = _chance.Next(4) switch { 0 => 0.5, 1 => 1, 2 => 1.5, _ => 3 };
        return old switch
        {
            Target.Elapsed t => new Target.Elapsed(t.Duration * factor),
            Target.Working t => new Target.Working(t.Duration * factor),
            Target.WorkingDays t => new Target.WorkingDays(_chance.Next(1, 4), t.SameTime),
            _ => old,
        };
    }

    /// <summary>Opens and closes an hour or two earlier or later.</summary>
    private WorkCalendar Calendar(WorkCalendar old)
    {
        var shift = 60 * (_chance.Next(2) == 0 ? -1 : 1) * _chance.Next(1, 3);
        var hours = old.Week[DayOfWeek.Monday].Select(open => new OpeningHours(open.Opens + shift, open.Closes + shift)).ToArray();
        return new(CalendarDraft.Weekdays(old.TimeZone, hours));
    }
}
