using System.Net;
using ServiceDesk.Host.Engine;

namespace ServiceDesk.Tests.Clusters;

/// <summary>Which silo goes when two of a cluster cannot reach each other.</summary>
public sealed class CutSilosTests
{
    private static readonly SiloAddress[] Silos = [.. Enumerable.Range(1, 4).Select(i => SiloAddress.New(new IPEndPoint(IPAddress.Loopback, 11110 + i), gen: i))];

    [Theory]
    [InlineData(0, new[] { 0, 0, 0 }, new int[0])]
    [InlineData(0, new[] { 2, 0, 0 }, new int[0])]
    [InlineData(0, new[] { 3, 0, 0 }, new[] { 1 })]          // the elder first
    [InlineData(3, new[] { 5, 0, 0 }, new int[0])]
    [InlineData(3, new[] { 6, 0, 0 }, new[] { 0 })]          // the younger where the elder does not
    [InlineData(0, new[] { 9, 9, 0 }, new int[0])]           // who reaches fewer than half of the others is the one that is cut off
    [InlineData(1, new[] { 9, 0, 0 }, new[] { 0 })]
    [InlineData(0, new[] { 9, 0 }, new[] { 1 })]
    [InlineData(0, new[] { 9 }, new int[0])]                 // of two nobody can tell
    [InlineData(0, new int[0], new int[0])]
    public void Of_two_silos_that_cannot_reach_each_other_the_elder_stays_if_it_reaches_half_of_the_others(int self, int[] failures, int[] evicted)
    {
        var others = Silos.Where((_, i) => i != self).Take(failures.Length).Zip(failures).ToDictionary(pair => pair.First, pair => pair.Second);
        Assert.Equal(evicted.Select(i => Silos[i]), OrleansCutSilos.ToEvict(Silos[self], others));
    }
}
