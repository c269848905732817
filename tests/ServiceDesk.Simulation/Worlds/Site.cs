using ServiceDesk.Domain.Sites;
using ServiceDesk.Domain.Sla;

namespace ServiceDesk.Simulation.Worlds;

/// <summary>A support centre of the simulated desk, with promises short enough to be missed within a day.</summary>
internal sealed record Site(string Code, SitePolicy Policy, WorkCalendar Calendar)
{
    /// <summary>One on the 24×7 clock, one on working time in a zone that changes its clocks.</summary>
    public static IReadOnlyList<Site> All { get; } =
    [
        new("SH", Elapsed(), new(CalendarDraft.Weekdays("Asia/Shanghai", [new(9 * 60, 18 * 60)]))),
        new("NY", Working(), new(CalendarDraft.Weekdays("America/New_York", [new(8 * 60, 12 * 60), new(13 * 60, 19 * 60)]))),
    ];

    /// <summary>
    /// The same where agents are on duty: faults ask for a skill, which is given up after a while, and what nobody takes is sent to a
    /// partner site.
    /// </summary>
    public Site Staffed() => this with
    {
        Policy = Policy with
        {
            Types = [.. Policy.Types.Select(type => type.Role is "engineer" ? type with { Skills = [Clients.Staff.Skill] } : type)],
            Dispatch = new(
                HeadStart: TimeSpan.FromHours(2), RelaxSkillsAfter: Minutes(50), Overflow: Code == "SH" ? new(Minutes(70), ["NY"]) : null),
        },
    };

    public static Site Of(string code) => All.Single(site => site.Code == code);

    private static SitePolicy Elapsed()
    {
        var standard = Profiles.Find("after-sales")!;
        return standard with
        {
            Targets = new(
                new(Minutes(15), Minutes(60), Minutes(40), Minutes(45)),
                new(Minutes(30), Minutes(180), Minutes(90), Minutes(100)),
                new(Minutes(90), Minutes(480), Minutes(150), null)),
            Ack = Minutes(10),
            Escalation = new(75, Minutes(60)),
            Collaboration = new(Minutes(40)),
            Change = new(Minutes(50)),
            Survey = standard.Survey with { Silent = Minutes(300) },
            SecondHandling = new(Minutes(25), 2),
            Summary = new(RequiredToClose: true),
        };
    }

    private static SitePolicy Working()
    {
        var standard = Profiles.Find("quick-response")!;
        return standard with
        {
            Targets = new(
                new(Open(20), Open(90), Open(60), Open(60)),
                new(Open(45), new Target.WorkingDays(1), Open(120), Minutes(180)),
                new(Open(120), new Target.WorkingDays(2, SameTime: true), Open(240), Open(300))),
            Ack = Open(15),
            Escalation = new(80, Open(60)),
            Waiting = new(new(Pauses: true), new(Pauses: true), new(Pauses: false)),
            Collaboration = new(Open(60)),
            Change = new(Open(50)),
            Survey = standard.Survey with { Silent = Minutes(400) },
            SecondHandling = new(Open(40), 1),
            Summary = new(RequiredToClose: false),
        };
    }

    private static Target.Elapsed Minutes(int count) => new(TimeSpan.FromMinutes(count));

    private static Target.Working Open(int minutes) => new(TimeSpan.FromMinutes(minutes));
}
