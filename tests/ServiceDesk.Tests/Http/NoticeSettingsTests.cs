using System.Net;
using ServiceDesk.Host;

namespace ServiceDesk.Tests.Http;

public sealed class NoticeSettingsTests
{
    [Fact]
    public void Nothing_set_sends_nothing_and_links_lead_to_the_desk_itself()
    {
        var options = NoticeSettings.Read(_ => null, "http://127.0.0.1:7000;http://127.0.0.1:7001");
        Assert.Equal((null, null, null, new Uri("http://127.0.0.1:7000")), (options.Smtp, options.Sms, options.Chat, options.PublicUrl));
        Assert.Empty(options.WebhookAllow);
        Assert.Empty(options.Plan.Ways);
    }

    [Fact]
    public void Customers_are_led_to_the_consoles_pages_where_there_are_any()
    {
        var options = NoticeSettings.Read(_ => null, "http://127.0.0.1:7000");
        Assert.Equal(new Uri("http://127.0.0.1:7000/api/v1/survey/t.s"), (options with { CustomerPages = false }).CustomerAddress("/api/v1/survey/t.s"));
        Assert.Equal(new Uri("http://127.0.0.1:7000/survey/t.s"), (options with { CustomerPages = true }).CustomerAddress("/api/v1/survey/t.s"));
    }

    [Fact]
    public void Everything_that_is_set_is_understood()
    {
        var set = new Dictionary<string, string>
        {
            ["DESK_PUBLIC_URL"] = "https://desk.example.org",
            ["DESK_LANGUAGE"] = "en",
            ["DESK_SMTP"] = "mail.example.org:25",
            ["DESK_SMTP_TLS"] = "none",
            ["DESK_MAIL_FROM"] = "desk@example.org",
            ["DESK_SMS_URL"] = "https://sms.example.org/send",
            ["DESK_SMS_HEADERS"] = """{"X-Key":"k"}""",
            ["DESK_WEBHOOK_ALLOW"] = "10.1.0.0/16, fd00:1::/64",
            ["DESK_DELIVERY_TIMEOUT"] = "PT3S",
            ["DESK_WEBHOOK_DISABLE_AFTER"] = "P1D",
        };
        var options = NoticeSettings.Read(set.GetValueOrDefault, "http://127.0.0.1:7000");
        Assert.Equal(("mail.example.org", 25, false, "desk@example.org"), (options.Smtp!.Host, options.Smtp.Port, options.Smtp.StartTls, options.Smtp.From));
        Assert.Equal(("k", "en"), (options.Sms!.Headers["X-Key"], options.Language));
        Assert.Equal([IPNetwork.Parse("10.1.0.0/16"), IPNetwork.Parse("fd00:1::/64")], options.WebhookAllow);
        Assert.Equal((TimeSpan.FromSeconds(3), TimeSpan.FromDays(1)), (options.Timeout, options.DisableAfter));
    }

    [Theory]
    [InlineData("DESK_SMTP", "mail:not-a-port")]
    [InlineData("DESK_SMS_URL", "ftp://secret")]
    [InlineData("DESK_SMS_HEADERS", "secret")]
    [InlineData("DESK_WEBHOOK_ALLOW", "10.0.0.0/99")]
    [InlineData("DESK_DELIVERY_TIMEOUT", "secret")]
    [InlineData("DESK_DELIVERY_TIMEOUT", "PT0S")]
    [InlineData("DESK_LANGUAGE", "secret")]
    public void A_setting_that_cannot_be_understood_is_named_and_not_repeated(string name, string value)
    {
        var fault = Assert.Throws<FormatException>(() => NoticeSettings.Read(
            asked => asked == name ? value : asked == "DESK_MAIL_FROM" ? "a@example.org" : asked == "DESK_SMS_URL" ? "http://127.0.0.1/" : null, "http://127.0.0.1"));
        Assert.StartsWith(name, fault.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", fault.Message, StringComparison.Ordinal);
    }
}
