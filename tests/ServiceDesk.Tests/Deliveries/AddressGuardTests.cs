using System.Net;
using ServiceDesk.Gateway.Deliveries;

namespace ServiceDesk.Tests.Deliveries;

public sealed class AddressGuardTests
{
    private static readonly AddressGuard Guard = new([]);

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("127.255.255.254")]
    [InlineData("0.0.0.0")]
    [InlineData("10.0.0.1")]
    [InlineData("100.64.0.1")]
    [InlineData("169.254.169.254")]
    [InlineData("172.16.0.1")]
    [InlineData("172.31.255.255")]
    [InlineData("192.168.1.1")]
    [InlineData("192.0.0.1")]
    [InlineData("192.0.2.1")]
    [InlineData("198.18.0.1")]
    [InlineData("198.51.100.1")]
    [InlineData("203.0.113.1")]
    [InlineData("224.0.0.1")]
    [InlineData("255.255.255.255")]
    [InlineData("::")]
    [InlineData("::1")]
    [InlineData("::ffff:127.0.0.1")]
    [InlineData("::ffff:169.254.169.254")]
    [InlineData("::127.0.0.1")]
    [InlineData("64:ff9b::7f00:1")]
    [InlineData("2002:7f00:1::")]
    [InlineData("2001:0:7f00:1::")]
    [InlineData("2001:db8::1")]
    [InlineData("fe80::1")]
    [InlineData("fec0::1")]
    [InlineData("fc00::1")]
    [InlineData("fd00:ec2::254")]
    [InlineData("ff02::1")]
    [InlineData("100::1")]
    public void What_is_not_public_is_refused(string address) => Assert.False(Guard.Permits(IPAddress.Parse(address)));

    [Theory]
    [InlineData("8.8.8.8")]
    [InlineData("172.32.0.1")]
    [InlineData("100.128.0.1")]
    [InlineData("::ffff:8.8.8.8")]
    [InlineData("2606:4700::1111")]
    [InlineData("240e::1")]
    public void What_is_public_is_permitted(string address) => Assert.True(Guard.Permits(IPAddress.Parse(address)));

    [Fact]
    public void What_the_operator_names_is_permitted_and_nothing_beside_it()
    {
        var guard = new AddressGuard([IPNetwork.Parse("127.0.0.1/32"), IPNetwork.Parse("fd00:1::/64")]);
        Assert.True(guard.Permits(IPAddress.Parse("127.0.0.1")));
        Assert.True(guard.Permits(IPAddress.Parse("::ffff:127.0.0.1")));
        Assert.True(guard.Permits(IPAddress.Parse("fd00:1::5")));
        Assert.False(guard.Permits(IPAddress.Parse("127.0.0.2")));
        Assert.False(guard.Permits(IPAddress.Parse("::1")));
        Assert.False(guard.Permits(IPAddress.Parse("fd00:2::5")));
    }

    [Theory]
    [InlineData("ftp://example.org/")]
    [InlineData("file:///etc/passwd")]
    [InlineData("gopher://example.org/")]
    [InlineData("//example.org/")]
    [InlineData("example.org")]
    [InlineData("http://")]
    [InlineData("https://user:word@example.org/")]
    [InlineData("https://example.org/#part")]
    [InlineData("http://127.0.0.1/")]
    [InlineData("http://[::1]/")]
    [InlineData("http://[::ffff:10.0.0.1]/")]
    [InlineData("http://169.254.169.254/latest/meta-data/")]
    public void An_address_that_shows_that_it_leads_nowhere_good_is_refused_at_once(string url) => Assert.NotNull(Guard.Fault(url));

    [Fact]
    public void A_public_address_by_name_or_number_is_taken()
    {
        Assert.Null(Guard.Fault("https://hooks.example.org:8443/desk?x=1"));
        Assert.Null(Guard.Fault("http://8.8.8.8/"));
    }

    [Theory]
    [InlineData("http://localhost:9/")]
    [InlineData("http://2130706433:9/")]
    [InlineData("http://0x7f000001:9/")]
    [InlineData("http://0177.0.0.1:9/")]
    [InlineData("http://127.1:9/")]
    [InlineData("http://[::ffff:7f00:1]:9/")]
    [InlineData("http://0:9/")]
    public async Task However_it_is_written_what_leads_home_is_not_connected_to(string url)
    {
        using var http = new HttpMessageInvoker(new SocketsHttpHandler { ConnectCallback = Guard.Connect, UseProxy = false });
        var fault = await Assert.ThrowsAsync<HttpRequestException>(() => http.SendAsync(new HttpRequestMessage(HttpMethod.Get, url), default));
        Assert.IsType<ForbiddenAddressException>(fault.InnerException);
    }
}
