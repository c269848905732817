using System.Net;
using ServiceDesk.Tests.Http;
using ServiceDesk.Tests.Servers;

namespace ServiceDesk.Tests.Telemetry;

/// <summary>What an operator's collector is sent by the real host.</summary>
public sealed class TraceTests
{
    private const string Phone = "13912349876";

    [Theory, OnSqlite, OnPostgres]
    public async Task One_command_is_one_trace_from_the_request_to_the_transaction(string database)
    {
        await using var sink = await OtlpSink.Start();
        var trace = Convert.ToHexStringLower(Guid.CreateVersion7().ToByteArray());
        await using (var desk = await Desk(sink, database))
        {
            var agent = await desk.Agent();
            var ticket = await agent.Take();
            var answer = await agent.Post($"{ticket.Path}/acknowledge", new { }, ("traceparent", $"00-{trace}-00f067aa0ba902b7-01"));
            Assert.Equal(HttpStatusCode.OK, answer.Status);
        }

        var spans = sink.Spans.Where(span => span.Trace == trace).ToList();
        var request = Assert.Single(spans, span => span.Source == "Microsoft.AspNetCore");
        var command = Assert.Single(spans, span => span.Name == "ticket Acknowledge");
        var commit = Assert.Single(spans, span => span.Name == "commit");
        Assert.Equal("00f067aa0ba902b7", request.Parent);
        Assert.Equal("POST /api/v1/tickets/{site}/{number}/acknowledge", request.Name);
        Assert.Equal(request.Id, command.Parent);
        Assert.Equal(command.Id, commit.Parent);
        if (database != "sqlite") Assert.Contains(spans, span => span.Source == "Npgsql" && span.Parent == commit.Id);

        var known = spans.Select(span => span.Id).Append(request.Parent).ToHashSet();
        Assert.All(spans, span => Assert.Contains(span.Parent, known));
    }

    [Fact]
    public async Task A_transaction_that_serves_several_requests_links_them_all()
    {
        await using var sink = await OtlpSink.Start();
        var traces = Enumerable.Range(0, 200).Select(_ => Convert.ToHexStringLower(Guid.CreateVersion7().ToByteArray())).ToList();
        await using (var desk = await Desk(sink, "sqlite"))
        {
            var agent = await desk.Agent();
            await Task.WhenAll(traces.Select(trace => agent.Take(null, ("traceparent", $"00-{trace}-00f067aa0ba902b7-01"))));
        }

        var commits = sink.Spans.Where(span => span.Name == "commit").ToList();
        Assert.Contains(commits, commit => commit.Links.Count > 0);
        Assert.All(commits, commit => Assert.DoesNotContain(commit.Trace, commit.Links));
        var written = commits.SelectMany(commit => commit.Links.Append(commit.Trace)).ToHashSet();
        Assert.All(traces, trace => Assert.Contains(trace, written));
    }

    [Fact]
    public async Task What_is_sent_holds_no_contact_no_password_and_no_customers_token()
    {
        await using var sink = await OtlpSink.Start();
        await using (var desk = await Desk(sink, "sqlite"))
        {
            var agent = await desk.Agent();
            await agent.Take(new { customer = new { name = "华东电子", phone = Phone, tier = "vip" } });
            await agent.Get($"/tickets?site=SH&phone={Phone}");
            await desk.Nobody().Get("/survey/a-customers-secret-token");
        }

        Assert.Contains(sink.Spans, span => span.Name.StartsWith("GET /api/v1/survey/{token}", StringComparison.Ordinal));
        Assert.All(sink.Spans.SelectMany(span => span.Tags.Values.Append(span.Name)), text =>
        {
            Assert.DoesNotContain(Phone, text);
            Assert.DoesNotContain(DeskUnderTest.Password, text);
            Assert.DoesNotContain("a-customers-secret-token", text);
        });
    }

    private static async Task<DeskUnderTest> Desk(OtlpSink sink, string database)
    {
        var store = database == "sqlite" ? null : $"postgres:{await (await PostgresServer.Shared).NewDatabase()}";
        return await DeskUnderTest.Started(options => options with { Otlp = sink.Address, Store = store ?? options.Store });
    }
}
