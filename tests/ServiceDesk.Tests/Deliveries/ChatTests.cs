using System.Text.Json.Nodes;
using System.Web;
using ServiceDesk.Tests.Faults;
using ServiceDesk.Tests.Http;
using ServiceDesk.Tests.Servers;

namespace ServiceDesk.Tests.Deliveries;

/// <summary>A chat provider is spoken to in its own form, through the real host.</summary>
public sealed class ChatTests
{
    private const string Said = "屏幕显示 \"E-7\" & 100% + {to} C:\\new";

    [Theory]
    [InlineData("""{"user":"{to}","markdown":{"title":"{title}","content":"{text}"},"key":"{id}"}""", "application/json")]
    [InlineData("user={to}&content={text}&key={id}", "application/x-www-form-urlencoded")]
    public async Task What_a_customer_wrote_reaches_the_chat_to_the_letter_whatever_the_provider_reads(string body, string mediaType)
    {
        await using var provider = await HttpSink.Start();
        await using var desk = await DeskUnderTest.Started(options => options with
        {
            Notices = new() { Chat = new(new(provider.Address, "/send"), new Dictionary<string, string> { ["Authorization"] = "Bearer bot" }, body) },
        });
        var ticket = (await (await desk.Agent()).Post("/tickets", DeskClient.Ticket(new { verbatim = Said }))).Path;
        (await (await desk.As("sh-supervisor-1")).Post(ticket + "/assign", new { owner = "sh-engineer-1", reason = "空闲" })).Ok();
        await DeskHostProcess.Until(TimeSpan.FromSeconds(60), () => Task.FromResult(provider.Requests.Count > 0));

        var request = Assert.Single(provider.Requests);
        Assert.Equal(("/send", "Bearer bot"), (request.Path, request.Headers["Authorization"]));
        Assert.StartsWith(mediaType, request.Headers["Content-Type"], StringComparison.Ordinal);
        var (to, text, key) = mediaType == "application/json" ? InJson(request.Body) : InForm(request.Body);
        Assert.Equal(("sh-engineer-1", request.Headers["Idempotency-Key"]), (to, key));
        Assert.Contains(Said, text, StringComparison.Ordinal);
    }

    private static (string To, string Text, string Key) InJson(string body) => JsonNode.Parse(body)! is var read
        ? (read["user"]!.GetValue<string>(), read["markdown"]!["content"]!.GetValue<string>(), read["key"]!.GetValue<string>()) : default;

    private static (string To, string Text, string Key) InForm(string body) =>
        HttpUtility.ParseQueryString(body) is var read ? (read["user"]!, read["content"]!, read["key"]!) : default;
}
