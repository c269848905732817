using ServiceDesk.Simulation;
using ServiceDesk.Simulation.Flaws;
using ServiceDesk.Simulation.Reports;
using ServiceDesk.Simulation.Worlds;
using Xunit.Abstractions;

namespace ServiceDesk.Tests.Simulation;

public sealed class PlantedBugTests(ITestOutputHelper output)
{
    /// <summary>Where the rarer ones were last caught. It only saves the time of looking: from there on all seeds are tried.</summary>
    private static readonly Dictionary<Flaw, int> LastCaughtAt = new()
    {
        [Flaw.ComesBackToNobody] = 12, [Flaw.NewestOfferedFirst] = 67, [Flaw.NoSweeper] = 22, [Flaw.NumbersReservedLate] = 89,
    };

    public static TheoryData<Flaw> Flaws { get; } = [.. Enum.GetValues<Flaw>().Where(flaw => flaw > Flaw.NothingPlanted)];

    [Theory, MemberData(nameof(Flaws))]
    public void A_planted_bug_is_caught_within_two_hundred_seeds(Flaw flaw)
    {
        var caught = FlawHunt.Catch(flaw, atMost: 200, first: LastCaughtAt.GetValueOrDefault(flaw, 1));
        Assert.NotNull(caught);
        output.WriteLine($"{flaw}: caught after {caught.Value.Seeds} seeds, by \"{caught.Value.Found.Rule}\"");
    }

    [Fact]
    public void A_copy_with_nothing_planted_is_not_caught() => Assert.Null(FlawHunt.Catch(Flaw.NothingPlanted, atMost: 30));

    [Fact]
    public void Nor_is_one_with_agents() =>
        Assert.All(Enumerable.Range(1, 15), seed => Assert.Empty(Simulator.Live(Life.Staffed(seed) with { Flaw = Flaw.NothingPlanted })));
}
