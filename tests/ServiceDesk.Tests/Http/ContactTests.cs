using System.Net.Http.Headers;
using System.Security.Cryptography;

namespace ServiceDesk.Tests.Http;

[Collection(OneDesk.Name)]
public sealed class ContactTests(DeskUnderTest desk)
{
    [Fact]
    public async Task A_contact_is_whole_only_where_it_is_revealed()
    {
        var agent = await desk.Agent();
        var customer = new { name = "华东电子", phone = "+86 137-1234-9876", email = "Zhang.San@planted.example" };
        var made = await agent.Take(new { customer });
        Assert.Equal("137****9876", made["customer"]!["phone"]!.GetValue<string>());
        Assert.Equal("z***@planted.example", made["customer"]!["email"]!.GetValue<string>());
        (await agent.Post(made.Path + "/acknowledge")).Ok();
        (await agent.Post(made.Path + "/split", new { verbatim = "a part" })).Ok();
        (await agent.Get(made.Path)).Ok();
        (await agent.Get(made.Path + "/timeline")).Ok();
        (await agent.Get("/tickets?phone=13712349876")).Ok();
        (await agent.Get("/tickets?limit=100")).Ok();
        for (var after = 0L; ;)
        {
            var page = (await agent.Get($"/events?limit=100&after={after}")).Ok();
            after = page["next"]!.GetValue<long>();
            if (page.Items.Count == 0) break;
        }

        string[] heard = [.. agent.Heard];
        foreach (var planted in (string[])["1234-9876", "13712349876", "Zhang.San@", "zhang.san@", "sealed", "v1.k1.", "v2."])
            Assert.DoesNotContain(heard, text => text.Contains(planted, StringComparison.Ordinal));

        (await agent.Post(made.Path + "/contact/reveal", new { })).Invalid("/reason");
        var revealed = (await agent.Post(made.Path + "/contact/reveal", new { reason = "to call back" })).Ok();
        Assert.Equal(customer.phone, revealed["customer"]!["phone"]!.GetValue<string>());
        Assert.Equal(customer.email, revealed["customer"]!["email"]!.GetValue<string>());
        Assert.True(revealed.Headers.CacheControl!.NoStore);
        var look = (await agent.Get(made.Path + "/timeline")).Ok().Items[^1]!;
        Assert.Equal("contact_revealed", look["kind"]!.GetValue<string>());
        Assert.Equal("to call back", look["data"]!["reason"]!.GetValue<string>());
    }

    [Fact]
    public async Task A_file_comes_back_as_it_was_sent_and_only_as_a_download()
    {
        var agent = await desk.Agent();
        var path = (await agent.Take()).Path;
        var bytes = RandomNumberGenerator.GetBytes(300_000);
        var key = ("Idempotency-Key", Guid.NewGuid().ToString());
        var added = (await agent.Send("POST", path + "/materials", Form(bytes), key)).Ok();
        Assert.Equal(added.Text, (await agent.Send("POST", path + "/materials", Form(bytes), key)).Ok().Text);
        (await agent.Send("POST", path + "/materials", Form([1]), key)).Problem(422, "idempotency_key_reused");
        var material = added["materials"]![1]!;
        var sha = Convert.ToHexStringLower(SHA256.HashData(bytes));
        Assert.Equal((sha, 300_000), (material["file"]!.GetValue<string>(), material["size"]!.GetValue<int>()));

        using var response = await agent.Open($"{path}/materials/{sha}");
        Assert.Equal(bytes, await response.Content.ReadAsByteArrayAsync());
        Assert.Equal("attachment", response.Content.Headers.ContentDisposition!.DispositionType);
        Assert.Equal("nosniff", response.Headers.GetValues("X-Content-Type-Options").Single());
        (await agent.Get($"{path}/materials/{new string('0', 64)}")).Problem(404, "no_such_material");
        (await agent.Get($"{(await agent.Take()).Path}/materials/{sha}")).Problem(404, "no_such_material");
    }

    [Fact]
    public async Task A_form_that_does_not_fit_is_refused_by_part()
    {
        var agent = await desk.Agent();
        var path = (await agent.Take()).Path;
        (await agent.Send("POST", path + "/materials", new MultipartFormDataContent { { new StringContent("x"), "color" } })).Invalid("/color");
        (await agent.Send("POST", path + "/materials", new MultipartFormDataContent { { new StringContent("a\nb"), "name" } })).Invalid("/name", "/kind");
        (await agent.Post(path + "/materials", new { name = "x" })).Problem(415, "unsupported_media_type");
        (await agent.Send("POST", path + "/materials", Form(new byte[25 * 1024 * 1024 + 1]))).Problem(413, "too_large");
        Assert.Single((await agent.Get(path)).Ok()["materials"]!.AsArray());
    }

    private static MultipartFormDataContent Form(byte[] file) => new()
    {
        { new StringContent("现场照片"), "name" },
        { new StringContent("photo"), "kind" },
        { new StringContent("企业微信接收"), "obtainedVia" },
        { new ByteArrayContent(file) { Headers = { ContentType = new MediaTypeHeaderValue("text/html") } }, "file", "../../evil.html" },
    };
}
