using ServiceDesk.Grains.Numbers;
using ServiceDesk.Grains.Sites;

namespace ServiceDesk.Tests.Grains;

public sealed class TicketNumbersTests : IDisposable
{
    private readonly List<GrainWorld> _worlds = [];
    private int _requests;
    private static readonly DateTimeOffset May = new(2024, 5, 20, 2, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Numbers_rise_one_by_one_from_the_first_of_the_period()
    {
        var world = World(May);
        Assert.Equal(["202405-0001", "202405-0002", "202405-0003"], Take(world, "SH", 3));
    }

    [Fact]
    public void The_same_request_gets_the_same_number()
    {
        var world = World(May);
        var first = world.Run(() => world.Grain<ITicketNumbersGrain>("SH").Allocate("request"));
        Assert.Equal("202405-0002", Take(world, "SH", 1).Single());
        Assert.Equal(first, world.Run(() => world.Grain<ITicketNumbersGrain>("SH").Allocate("request")));
    }

    [Fact]
    public void A_crash_skips_numbers_and_gives_none_twice()
    {
        var world = World(May);
        var before = Take(world, "SH", 40);
        world.Crash();
        var after = Take(world, "SH", 40);
        Assert.Empty(before.Intersect(after));
        Assert.True(string.CompareOrdinal(after[0], before[^1]) > 0);
    }

    [Fact]
    public void A_stop_in_order_skips_nothing()
    {
        var world = World(May);
        Take(world, "SH", 5);
        world.Stop();
        Assert.Equal("202405-0006", Take(world, "SH", 1).Single());
    }

    [Theory]
    [InlineData("SH", "202405-", 9998, "202405-9999", "202405-10000", "202405-10001")]
    [InlineData("BJ", "CW20240520", 998, "CW20240520999", "CW202405201000", "CW202405201001")]
    public void Past_its_digits_a_serial_grows_and_never_wraps(string site, string prefix, int count, params string[] next)
    {
        var world = World(May);
        var taken = Take(world, site, count);
        Assert.StartsWith(prefix, taken[^1], StringComparison.Ordinal);
        Assert.Equal(next, Take(world, site, 3));
    }

    [Fact]
    public void The_period_is_the_date_of_the_sites_own_zone()
    {
        // 2024-12-31 16:30 UTC: the new year has come to Shanghai, and not to Berlin.
        var world = World(new(2024, 12, 31, 16, 30, 0, TimeSpan.Zero));
        Assert.Equal("202501-0001", Take(world, "SH", 1).Single());
        Assert.Equal("CW20241231001", Take(world, "DE", 1).Single());
    }

    [Theory]
    [InlineData("2024-05-20T15:59:59Z", "CW20240520001", "CW20240521001")]
    [InlineData("2024-02-28T15:59:59Z", "CW20240228001", "CW20240229001")]
    [InlineData("2024-12-31T15:59:59Z", "CW20241231001", "CW20250101001")]
    public void At_the_sites_midnight_the_serial_begins_anew(string justBefore, string last, string first)
    {
        var world = World(DateTimeOffset.Parse(justBefore));
        Assert.Equal(last, Take(world, "BJ", 1).Single());
        world.Wait(TimeSpan.FromSeconds(2));
        Assert.Equal(first, Take(world, "BJ", 1).Single());
    }

    [Fact]
    public void A_new_pattern_begins_its_own_serial_and_the_old_one_goes_on_where_it_left()
    {
        var world = World(May);
        Take(world, "SH", 2);
        Publish(world, "X{yyyy}-{serial:3}");
        Assert.Equal("X2024-001", First(world));
        Publish(world, "{yyyy}{MM}-{serial:4}");
        var back = First(world);
        Assert.True(string.CompareOrdinal(back, "202405-0002") > 0, back);
    }

    [Fact]
    public void A_site_that_is_not_there_has_no_numbers()
    {
        var world = Empty(May);
        Assert.Null(world.Run(() => world.Grain<ITicketNumbersGrain>("XX").Allocate("request")));
    }

    [Fact]
    public void Ten_at_once_across_the_thousandth_get_ten_different_numbers_in_order()
    {
        var world = World(May);
        Take(world, "BJ", 996);
        var numbers = world.Run(() => Task.WhenAll(Enumerable.Range(0, 10).Select(i => world.Grain<ITicketNumbersGrain>("BJ").Allocate($"at once {i}"))));
        Assert.Equal(10, numbers.Distinct().Count());
        Assert.Contains("CW20240520999", numbers);
        Assert.Contains("CW202405201006", numbers);
    }

    public void Dispose() => _worlds.ForEach(world => world.Dispose());

    private GrainWorld Empty(DateTimeOffset start)
    {
        var world = new GrainWorld(start);
        _worlds.Add(world);
        return world;
    }

    private GrainWorld World(DateTimeOffset start)
    {
        var world = Empty(start);
        foreach (var (site, zone, profile) in new[] { ("SH", "Asia/Shanghai", "after-sales"), ("BJ", "Asia/Shanghai", "quick-response"), ("DE", "Europe/Berlin", "quick-response") })
            world.Run(() => world.Grain<ISiteGrain>(site).Put(new(site, zone, profile), "admin"));
        return world;
    }

    private List<string> Take(GrainWorld world, string site, int count) => world.Run(async () =>
    {
        var numbers = new List<string>();
        for (var i = 0; i < count; i++) numbers.Add((await world.Grain<ITicketNumbersGrain>(site).Allocate($"request {_requests++}"))!);
        return numbers;
    });

    /// <summary>The silo that hands out the numbers may hear of a new pattern a moment later than the one that published it.</summary>
    private string First(GrainWorld world)
    {
        world.Settle();
        return Take(world, "SH", 1).Single();
    }

    private static void Publish(GrainWorld world, string pattern) => world.Run(async () =>
    {
        var site = world.Grain<ISiteGrain>("SH");
        return await site.PublishPolicy((await site.Rules())!.Policy with { Numbering = new(pattern) }, "admin", null);
    });
}
