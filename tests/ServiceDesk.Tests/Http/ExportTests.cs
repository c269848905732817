using System.Text.Json.Nodes;
using ServiceDesk.Domain.Tickets;
using ServiceDesk.Gateway.Errors;
using ServiceDesk.Gateway.Lists;
using ServiceDesk.Gateway.Tickets;

namespace ServiceDesk.Tests.Http;

public sealed class ExportTests
{
    [Theory]
    [InlineData("=1+1", "'=1+1")]
    [InlineData("+86 138", "'+86 138")]
    [InlineData("-2", "'-2")]
    [InlineData("@SUM(A1)", "'@SUM(A1)")]
    [InlineData("\t=1", "'\t=1")]
    [InlineData("\r=1", "\"'\r=1\"")]
    [InlineData("＝1", "'＝1")]
    [InlineData("a,b", "\"a,b\"")]
    [InlineData("say \"yes\"\nplease", "\"say \"\"yes\"\"\nplease\"")]
    [InlineData("=HYPERLINK(\"x\")", "\"'=HYPERLINK(\"\"x\"\")\"")]
    [InlineData("1=1", "1=1")]
    [InlineData(null, "")]
    public void No_cell_is_a_formula(string? text, string cell) => Assert.Equal(cell, CsvTable.Cell(text));

    [Fact]
    public void Every_word_of_an_exported_column_has_a_label_in_both_languages()
    {
        Type[] exported = [typeof(DisplayStatus), typeof(Priority), typeof(Urgency), typeof(Source), typeof(Tier), typeof(Impact), typeof(ClosingReason)];
        Assert.All(exported.SelectMany(type => Enum.GetValues(type).Cast<Enum>()), word =>
            Assert.All(Enum.GetValues<Language>(), language => Assert.NotEmpty(Labels.Of(word, language))));
    }

    [Fact]
    public async Task All_tickets_that_fit_are_exported_masked_and_on_record()
    {
        await using var desk = await DeskUnderTest.Started();
        var agent = await desk.As("sh-supervisor-1");
        for (var i = 0; i < 205; i++)
            await agent.Take(new { urgency = i < 3 ? "low" : "high", verbatim = i == 0 ? "=cmd|' /C calc'!A0" : $"line {i}, \"quoted\"", customer = new { name = "华东电子", phone = "13712349876", tier = "vip" } });

        var csv = await agent.Get("/tickets/export?site=SH&format=csv&phone=13712349876", ("Accept-Language", "zh-CN"));
        Assert.Equal("text/csv; charset=utf-8", csv.ContentHeaders.ContentType!.ToString());
        Assert.Equal("attachment", csv.ContentHeaders.ContentDisposition!.DispositionType);
        var lines = csv.Text.TrimStart('\uFEFF').Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(206, lines.Length);
        Assert.StartsWith("服务中心,服务单号,状态,优先级,一级分类,", lines[0], StringComparison.Ordinal);
        Assert.Contains("待处理,高,问题类,,故障维修,电话,", lines[1], StringComparison.Ordinal);
        Assert.Contains(",华东电子,,137****9876,,,VIP客户,", lines[1], StringComparison.Ordinal);
        Assert.Contains(",'=cmd|' /C calc'!A0,", lines[^1], StringComparison.Ordinal);
        Assert.DoesNotContain("13712349876", csv.Text, StringComparison.Ordinal);
        Assert.StartsWith("Site,Number,Status,", (await agent.Get("/tickets/export?site=SH")).Text.TrimStart('\uFEFF'), StringComparison.Ordinal);

        var jsonl = await agent.Get("/tickets/export?site=SH&format=jsonl&priority=high&sort=oldest");
        var tickets = jsonl.Text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonNode.Parse(line)!).ToList();
        Assert.Equal(202, tickets.Count);
        Assert.Equal("137****9876", tickets[0]["customer"]!["phone"]!.GetValue<string>());

        (await agent.Get("/tickets/export?site=BJ")).Problem(404, "no_such_site");
        (await agent.Get("/tickets/export?format=xls")).Invalid("?format");
        var told = (await (await desk.As("sh-admin-1")).Get("/audit?site=SH&kind=exported")).Ok();
        Assert.Equal(3, told.Items.Count);
        Assert.Contains("phone", told.Items[^1]!["data"]!["asked"]!.ToJsonString(), StringComparison.Ordinal);
        Assert.DoesNotContain("9876", told.Text, StringComparison.Ordinal);
    }
}
