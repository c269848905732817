namespace ServiceDesk.Grains.Notices;

/// <summary>Follows every event and sees to it that whoever must know is told. One for the whole desk, under <see cref="Key"/>.</summary>
[Alias("desk.notifier")]
public interface INotifierGrain : IGrainWithStringKey
{
    const string Key = "all";

    /// <summary>Begins to follow; called at each start of the desk.</summary>
    [Alias("Start")]
    Task Start();
}
