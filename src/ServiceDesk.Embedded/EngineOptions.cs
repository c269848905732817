using System.Reflection;
using System.Text.Json;

namespace ServiceDesk.Embedded;

/// <summary>
/// How the engine behaves. Time, chance and threads are not here but services: see <see cref="EngineServices"/>.
/// </summary>
public sealed class EngineOptions
{
    /// <summary>Where grain classes are looked for; at least one.</summary>
    public IList<Assembly> GrainAssemblies { get; } = [];

    /// <summary>Which of the grain classes found there are served; all, unless a test puts others in their place.</summary>
    public Func<Type, bool> IsGrainClass { get; set; } = _ => true;

    /// <summary>A caller waits this long, then gets a <see cref="TimeoutException"/>; the turn itself goes on.</summary>
    public TimeSpan CallTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>An activation that does not come up in this time fails, and its callers with it.</summary>
    public TimeSpan ActivationTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long OnDeactivateAsync may take before the activation goes without it.</summary>
    public TimeSpan DeactivationTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>An activation without a message for this long goes, and leaves nothing in memory.</summary>
    public TimeSpan CollectionAge { get; set; } = TimeSpan.FromMinutes(2);

    /// <summary>How often timed-out calls and idle activations are looked for: the precision of both.</summary>
    public TimeSpan SweepPeriod { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>
    /// Messages that may wait for one activation; the next is refused with <see cref="LimitExceededException"/>.
    /// </summary>
    public int MaxQueuePerActivation { get; set; } = 5_000;

    /// <summary>
    /// Messages from outside that may wait or run in the whole engine. Grains among themselves have twice as much,
    /// so that overload is refused at the door and not half way through a command.
    /// </summary>
    public int MaxInFlight { get; set; } = 50_000;

    /// <summary>Reminder ticks under way at the same time.</summary>
    public int MaxRingsInFlight { get; set; } = 256;

    /// <summary>Only reminders due within this time are in memory; the table is read again twice in it.</summary>
    public TimeSpan ReminderWindow { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>
    /// Whether arguments and results are copied through JSON, so that caller and grain share no object. For tests.
    /// </summary>
    public bool CopyMessages { get; set; }

    /// <summary>How states, and copied messages, become JSON.</summary>
    public JsonSerializerOptions Json { get; set; } = new(JsonSerializerDefaults.Web);
}
