using ServiceDesk.Domain;
using ServiceDesk.Domain.Sites;
using ServiceDesk.Domain.Sla;
using ServiceDesk.Grains.Queues;

namespace ServiceDesk.Grains.Sites;

/// <summary>What is on disk of a site.</summary>
public sealed class SiteDocument
{
    public SiteSettings? Settings { get; set; }

    /// <summary>Every published version, first to last; they never change.</summary>
    public List<Published<SitePolicy>> Policies { get; set; } = [];

    public List<Published<WorkCalendar>> Calendars { get; set; } = [];
}

public sealed record Published<T>(int Version, DateTimeOffset At, string By, T Content);

public sealed class SiteGrain(
    [PersistentState("site", "documents")] IPersistentState<SiteDocument> document, SiteBook book, TimeProvider time) : Grain, ISiteGrain, IRemindable
{
    /// <summary>Set before a publication is on disk, gone when the open tickets have met it: no crash and no lost word leaves the plan undone.</summary>
    private const string Name = "replan";

    private string Site => this.GetPrimaryKeyString();

    public async Task<SiteRules?> Put(SiteSettings settings, string by)
    {
        var state = document.State;
        if (state.Settings is { } old && old.Profile != settings.Profile) return null;

        state.Settings = settings;
        if (state.Policies.Count == 0)
        {
            state.Policies.Add(new(1, Now, by, Profiles.Find(settings.Profile)!));
            state.Calendars.Add(new(1, Now, by, StandardCalendar.For(settings.TimeZone)));
        }

        await Save();
        await GrainFactory.GetGrain<ISiteListGrain>(ISiteListGrain.Key).Add(Site);
        _ = GrainFactory.GetGrain<IQueueGrain>(Site).Wake();
        return InForce();
    }

    public Task<SiteRules?> Rules() => Task.FromResult(InForce());

    public Task<SitePolicy?> Policy(int version) => Task.FromResult(document.State.Policies.Find(p => p.Version == version)?.Content);

    public Task<WorkCalendar?> Calendar(int version) => Task.FromResult(document.State.Calendars.Find(c => c.Version == version)?.Content);

    public Task<Publication> PublishPolicy(SitePolicy policy, string by, int? ifVersion) =>
        Publish(document.State.Policies, policy, by, ifVersion);

    public Task<Publication> PublishCalendar(WorkCalendar calendar, string by, int? ifVersion) =>
        Publish(document.State.Calendars, calendar, by, ifVersion);

    private async Task<Publication> Publish<T>(List<Published<T>> versions, T content, string by, int? ifVersion)
    {
        if (document.State.Settings is null) return new(null, Stale: false);
        if (ifVersion is { } seen && seen != versions[^1].Version) return new(InForce(), Stale: true);
        await this.RegisterOrUpdateReminder(Name, dueTime: TimeSpan.FromMinutes(1), period: TimeSpan.FromMinutes(1));
        versions.Add(new(versions[^1].Version + 1, Now, by, content));
        await Save();
        await Replan();
        _ = GrainFactory.GetGrain<IQueueGrain>(Site).Wake();
        return new(InForce(), Stale: false);
    }

    public Task ReceiveReminder(string reminderName, TickStatus status) => Replan();

    public async Task Replanned(int policyVersion, int calendarVersion)
    {
        if (InForce() is not { } rules || policyVersion < rules.PolicyVersion || calendarVersion < rules.CalendarVersion) return;
        if (await this.GetReminder(Name) is { } reminder) await this.UnregisterReminder(reminder);
    }

    private Task Replan() => InForce() is { } rules
        ? GrainFactory.GetGrain<IReplanGrain>(Site).Begin(rules.PolicyVersion, rules.CalendarVersion)
        : Task.CompletedTask;

    private async Task Save()
    {
        try
        {
            await document.WriteStateAsync();
        }
        catch
        {
            DeactivateOnIdle();       // what is on disk is unknown: read again
            throw;
        }

        book.Keep(InForce()!);
    }

    private SiteRules? InForce() => document.State is { Settings: { } settings } state
        ? new(Site, settings.Name, settings.TimeZone, state.Policies[^1].Content, state.Policies[^1].Version,
            state.Calendars[^1].Content, state.Calendars[^1].Version)
        : null;

    private DateTimeOffset Now => time.GetUtcNow().ToMilliseconds();
}
