using ServiceDesk.Simulation;
using ServiceDesk.Simulation.Flaws;
using ServiceDesk.Simulation.Worlds;

namespace ServiceDesk.Tests.Simulation;

public sealed class ShrinkingTests
{
    [Fact]
    public void A_failing_seed_tells_its_command_and_a_smaller_story_of_one_ticket()
    {
        var failure = Simulator.FailureOf(Life.Of(7) with { Flaw = Flaw.PauseIgnored });
        Assert.NotNull(failure);
        Assert.Contains("desk sim 7 --flaw PauseIgnored", failure, StringComparison.Ordinal);
        Assert.Contains("desk sim 7 --tickets 1 ", failure, StringComparison.Ordinal);
        Assert.Contains("--faults None", failure, StringComparison.Ordinal);
        Assert.Contains("nothing fires early: SH/", failure, StringComparison.Ordinal);
        Assert.Contains("what clients were told", failure, StringComparison.Ordinal);
    }

    [Fact]
    public void A_life_without_a_bug_tells_nothing() => Assert.Null(Simulator.FailureOf(Life.Of(8) with { Length = TimeSpan.FromHours(4) }));
}
