// What the grains use of Orleans beyond the one package they are compiled against, with the signatures that these types have in
// Microsoft.Orleans.Serialization.Abstractions, Microsoft.Orleans.Runtime and Microsoft.Orleans.Reminders.

namespace Orleans
{
    [AttributeUsage(AttributeTargets.Class | AttributeTargets.Struct | AttributeTargets.Enum | AttributeTargets.Interface | AttributeTargets.Method)]
    public sealed class AliasAttribute(string alias) : Attribute
    {
        public string Alias { get; } = alias;
    }

    public interface IRemindable : IGrain
    {
        Task ReceiveReminder(string reminderName, TickStatus status);
    }

    public static class GrainReminderExtensions
    {
        public static Task<IGrainReminder> RegisterOrUpdateReminder(this Grain grain, string reminderName, TimeSpan dueTime, TimeSpan period) =>
            throw new NotSupportedException();

        public static Task UnregisterReminder(this Grain grain, IGrainReminder reminder) => throw new NotSupportedException();

        public static Task<IGrainReminder?> GetReminder(this Grain grain, string reminderName) => throw new NotSupportedException();
    }
}

namespace Orleans.Runtime
{
    public interface IPersistentState<TState> : Orleans.Core.IStorage<TState>;

    [AttributeUsage(AttributeTargets.Parameter)]
    public sealed class PersistentStateAttribute(string stateName, string? storageName = null) : Attribute
    {
        public string StateName { get; } = stateName;

        public string? StorageName { get; } = storageName;
    }

    public interface IGrainReminder
    {
        string ReminderName { get; }
    }

    public readonly struct TickStatus(DateTime firstTickTime, TimeSpan period, DateTime timeStamp)
    {
        public DateTime FirstTickTime { get; } = firstTickTime;

        public TimeSpan Period { get; } = period;

        public DateTime CurrentTickTime { get; } = timeStamp;
    }
}
