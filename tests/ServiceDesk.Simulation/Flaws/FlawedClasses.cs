using ServiceDesk.Grains.Numbers;
using ServiceDesk.Grains.Tickets;

namespace ServiceDesk.Simulation.Flaws;

/// <summary>Which grain classes serve a life: the real ones, but for the one that a flaw lies in.</summary>
internal static class FlawedClasses
{
    public static Func<Type, bool> Serving(Flaw flaw) => flaw switch
    {
        Flaw.None or Flaw.NoSweeper or Flaw.SweepsNewestFirst or Flaw.NoVersionCheck or Flaw.NoRequestCheck or Flaw.SlotNeverReleased or Flaw.QueueNeverReconciles => type => type.Namespace != typeof(Flaw).Namespace,
        Flaw.NumbersReservedLate => type => type != typeof(TicketNumbersGrain) && type != typeof(FlawedTicketGrain),
        _ => type => type != typeof(TicketGrain) && type != typeof(FlawedNumbersGrain),
    };
}
