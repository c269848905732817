using ServiceDesk.Storm;
using ServiceDesk.Tests.Tidy;

namespace ServiceDesk.Tests.Storm;

/// <summary>What can be said to a storm.</summary>
public sealed class StormArgumentsTests
{
    [Theory]
    [InlineData("--help")]
    [InlineData("--minutes 3 -h")]
    public void Whoever_asks_for_help_gets_it_and_no_storm(string words) => Assert.Null(Read(words));

    [Fact]
    public void Every_option_and_every_fault_stands_in_the_help() => Assert.All(
        [.. StormArguments.Faults, "--minutes", "--clients", "--faults", "--seed", "--silos", "--gateways", "--store", "--other", "--logs"],
        word => Assert.Contains(word, StormArguments.Usage));

    [Fact]
    public void Every_fault_stands_in_the_document_of_engines()
    {
        var engines = Repository.Texts.Single(file => file.Path == "docs/engines.md").Text;
        Assert.All(StormArguments.Faults, fault => Assert.Contains($"`{fault}`", engines));
    }

    [Fact]
    public void What_is_said_is_done()
    {
        var options = Read("--minutes 3 --clients=12 --seed 7 --silos 4 --gateways 1 --faults kill-silo,upgrade --logs somewhere", isOrleans: true)!;
        Assert.Equal((4, 1, 12, TimeSpan.FromMinutes(3), 7), (options.Silos, options.Gateways, options.Clients, options.Time, options.Seed));
        Assert.Equal(["kill-silo", "upgrade"], options.Only);
        Assert.Equal("somewhere", options.Logs);
        Assert.True(Read("--store sqlite")!.OnSqlite);
        Assert.Equal(0, Read("")!.Silos);
    }

    [Theory]
    [InlineData("--minute 3", "--minute")]
    [InlineData("3", "'3'")]
    [InlineData("--minutes", "--minutes")]
    [InlineData("--minutes many", "'many'")]
    [InlineData("--clients 0", "--clients")]
    [InlineData("--clients -5", "--clients")]
    [InlineData("--seed x", "--seed")]
    [InlineData("--faults kill-silo,flood", "'flood'")]
    [InlineData("--store mysql", "'mysql'")]
    [InlineData("--other nowhere.dll", "nowhere.dll")]
    [InlineData("--silos 3", "--silos")]
    public void What_makes_no_sense_is_refused_by_name(string words, string named) =>
        Assert.Contains(named, Assert.Throws<ArgumentException>(() => Read(words)).Message, StringComparison.Ordinal);

    [Fact]
    public void A_cluster_takes_no_file_as_its_store() => Assert.Throws<ArgumentException>(() => Read("--store sqlite", isOrleans: true));

    private static StormOptions? Read(string words, bool isOrleans = false) =>
        StormArguments.Read(words.Split(' ', StringSplitOptions.RemoveEmptyEntries), "host.dll", isOrleans);
}
