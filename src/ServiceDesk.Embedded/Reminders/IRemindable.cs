namespace ServiceDesk.Embedded;

/// <summary>A grain that can be woken by reminders.</summary>
public interface IRemindable : IGrain
{
    /// <summary>
    /// A reminder rings. It may ring late, twice, or once more after it was removed; and a ring may be lost, but the
    /// next period rings again. What was due while no process ran is not made up for: the next ring is the next
    /// whole period after it.
    /// </summary>
    Task ReceiveReminder(string reminderName, TickStatus status);
}

/// <summary>Which ring this is.</summary>
/// <param name="FirstTickTime">UTC moment of the first ring.</param>
/// <param name="Period">From one ring to the next.</param>
/// <param name="CurrentTickTime">UTC moment at which this ring was sent.</param>
public readonly record struct TickStatus(DateTime FirstTickTime, TimeSpan Period, DateTime CurrentTickTime);

/// <summary>A reminder that is set.</summary>
public interface IGrainReminder
{
    string ReminderName { get; }
}

/// <summary>
/// How a grain sets its reminders. They live in the <see cref="IReminderTable"/>, and outlive activation and process.
/// </summary>
public static class GrainReminderExtensions
{
    /// <summary>Sets a reminder, or moves the one of this name. It is durable when the task ends.</summary>
    /// <param name="grain">A grain that is <see cref="IRemindable"/>.</param>
    /// <param name="reminderName">Unique within the grain.</param>
    /// <param name="dueTime">From now to the first ring; zero rings at once.</param>
    /// <param name="period">From one ring to the next; at least one minute.</param>
    /// <exception cref="ArgumentException">The due time is negative, or the period below a minute.</exception>
    public static Task<IGrainReminder> RegisterOrUpdateReminder(
        this Grain grain, string reminderName, TimeSpan dueTime, TimeSpan period)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(reminderName);
        ArgumentOutOfRangeException.ThrowIfLessThan(dueTime, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThan(period, TimeSpan.FromMinutes(1));
        return Of(grain).Register(grain.Activation, reminderName, dueTime, period);
    }

    /// <summary>The reminder of this name, or null where none is set.</summary>
    public static Task<IGrainReminder?> GetReminder(this Grain grain, string reminderName) =>
        Of(grain).Find(grain.Activation, reminderName);

    /// <summary>Removes the reminder. One that is gone already is no error.</summary>
    public static Task UnregisterReminder(this Grain grain, IGrainReminder reminder)
    {
        ArgumentNullException.ThrowIfNull(reminder);
        return Of(grain).Remove(grain.Activation, reminder.ReminderName);
    }

    private static Reminders Of(Grain grain)
    {
        ArgumentNullException.ThrowIfNull(grain);
        return grain is IRemindable
            ? grain.Activation.Engine.Reminders
            : throw new InvalidOperationException($"{grain.GetType().Name} must be {nameof(IRemindable)} to have reminders.");
    }
}
