using System.Net;
using System.Net.NetworkInformation;

namespace ServiceDesk.Storm.Cluster;

/// <summary>
/// A network namespace for each silo, with one cable to this one. Others reach the silo at its address outside, where a <see cref="Door"/>
/// stands, so that what goes between two silos can be lost, in one direction too; and the cable can be pulled.
/// </summary>
internal sealed class SiloNetworks : IAsyncDisposable
{
    private readonly string _name = $"desk{Environment.ProcessId}";
    private readonly int _subnet;
    private Shell? _held;

    private SiloNetworks(int subnet) => _subnet = subnet;

    /// <summary>Why there can be none here; null when there can.</summary>
    public static string? Missing { get; } =
        !Shell.IsRoot ? "network namespaces need root" : !Shell.Has("ip") ? "network namespaces need the program ip" : null;

    public static async Task<SiloNetworks> Create(int silos)
    {
        var networks = new SiloNetworks(FreeSubnet(silos));
        var all = Enumerable.Range(0, silos).ToArray();
        networks._held = await Shell.Hold(
            string.Join("; ", all.Select(networks.Make)),
            string.Join("; ", all.Select(silo => $"ip link del {networks.Cable(silo)}; ip netns del {networks.NameOf(silo)}")));
        return networks;
    }

    /// <summary>What to put before a command that is to run there.</summary>
    public string[] Enter(int silo) => ["ip", "netns", "exec", NameOf(silo)];

    /// <summary>Where the silo itself is: what it connects from.</summary>
    public IPAddress Inside(int silo) => Address(silo, 2);

    /// <summary>This end of its cable: what it advertises, and where it finds its database.</summary>
    public IPAddress Outside(int silo) => Address(silo, 1);

    public Task Unplug(int silo) => Shell.Run($"ip -n {NameOf(silo)} link set eth0 down");

    public Task Plug(int silo) => Shell.Run($"ip -n {NameOf(silo)} link set eth0 up; ip -n {NameOf(silo)} route replace default via {Outside(silo)}");

    /// <summary>Nothing goes between the two any longer: neither has a way to where the other is found.</summary>
    public Task Part(int one, int two) => Shell.Run(
        $"ip -n {NameOf(one)} route add blackhole {Outside(two)}/32; ip -n {NameOf(two)} route add blackhole {Outside(one)}/32");

    public Task Join(int one, int two) => Shell.Run(
        $"ip -n {NameOf(one)} route del blackhole {Outside(two)}/32; ip -n {NameOf(two)} route del blackhole {Outside(one)}/32");

    public async ValueTask DisposeAsync()
    {
        if (_held is not null) await _held.DisposeAsync();
    }

    private string Make(int silo) =>
        $"""
        ip netns add {NameOf(silo)}
        ip link add {Cable(silo)} type veth peer name eth0 netns {NameOf(silo)}
        ip addr add {Outside(silo)}/30 dev {Cable(silo)}
        ip link set {Cable(silo)} up
        ip -n {NameOf(silo)} link set lo up
        ip -n {NameOf(silo)} addr add {Inside(silo)}/30 dev eth0
        ip -n {NameOf(silo)} link set eth0 up
        ip -n {NameOf(silo)} route add default via {Outside(silo)}
        """;

    private string NameOf(int silo) => $"{_name}-{silo}";

    private string Cable(int silo) => $"{_name}v{silo}";

    /// <summary>From the block that RFC 2544 keeps for trials, which nobody routes.</summary>
    private IPAddress Address(int silo, int end) => new([198, 18, (byte)_subnet, (byte)(4 * silo + end)]);

    private static int FreeSubnet(int silos)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(silos, 60);
        var taken = NetworkInterface.GetAllNetworkInterfaces().SelectMany(one => one.GetIPProperties().UnicastAddresses)
            .Select(one => one.Address.GetAddressBytes()).Where(bytes => bytes is [198, 18, ..]).Select(bytes => (int)bytes[2]).ToHashSet();
        return Enumerable.Range(0, 256).First(subnet => !taken.Contains(subnet));
    }
}
