using Npgsql;
using ServiceDesk.Storage;

namespace ServiceDesk.Tests.Storage;

public sealed class StoreAddressTests
{
    [Fact]
    public void Kerberos_is_not_tried_unless_the_address_asks_for_it()
    {
        Assert.Equal(GssEncryptionMode.Disable, Of("Host=db;Database=desk").GssEncryptionMode);
        Assert.Equal(GssEncryptionMode.Require, Of("Host=db;Database=desk;GssEncryptionMode=Require").GssEncryptionMode);

        static NpgsqlConnectionStringBuilder Of(string connection) => new(StoreAddress.Parse($"postgres:{connection}").Place);
    }

    [Fact]
    public void A_setting_counts_as_set_only_when_the_connection_string_names_it()
    {
        Assert.False(StoreAddress.Sets(new("Host=db;Timeout=3"), "Command Timeout"));
        Assert.True(StoreAddress.Sets(new("Host=db;CommandTimeout=3"), "Command Timeout"));
        Assert.True(StoreAddress.Sets(new("Host=db;command timeout=3"), "Command Timeout"));
    }
}
