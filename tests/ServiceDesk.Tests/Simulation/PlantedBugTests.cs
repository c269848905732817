using ServiceDesk.Simulation.Flaws;
using ServiceDesk.Simulation.Reports;
using Xunit.Abstractions;

namespace ServiceDesk.Tests.Simulation;

public sealed class PlantedBugTests(ITestOutputHelper output)
{
    public static TheoryData<Flaw> Flaws { get; } = [.. Enum.GetValues<Flaw>().Where(flaw => flaw > Flaw.NothingPlanted)];

    [Theory, MemberData(nameof(Flaws))]
    public void A_planted_bug_is_caught_within_two_hundred_seeds(Flaw flaw)
    {
        var caught = FlawHunt.Catch(flaw, atMost: 200);
        Assert.NotNull(caught);
        output.WriteLine($"{flaw}: caught after {caught.Value.Seeds} seeds, by \"{caught.Value.Found.Rule}\"");
    }

    [Fact]
    public void A_copy_with_nothing_planted_is_not_caught() => Assert.Null(FlawHunt.Catch(Flaw.NothingPlanted, atMost: 30));
}
