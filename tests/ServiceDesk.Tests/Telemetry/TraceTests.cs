using System.Net;
using System.Text;
using ServiceDesk.Tests.Http;
using ServiceDesk.Tests.Servers;

namespace ServiceDesk.Tests.Telemetry;

/// <summary>What an operator's collector is sent by the real host.</summary>
public sealed class TraceTests
{
    private const string Phone = "13912349876";
    private const string Mail = "zhao.wu@planted.example";

    [Theory, OnSqlite(Hosted = true), OnPostgres]
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
        Assert.Equal(request.Id, Above(command).Id);
        Assert.Equal(command.Id, commit.Parent);
        if (database != "sqlite") Assert.Contains(spans, span => span.Source == "Npgsql" && span.Parent == commit.Id);

        var known = spans.Select(span => span.Id).Append(request.Parent).ToHashSet();
        Assert.All(spans, span => Assert.Contains(span.Parent, known));

        // Orleans puts spans of its own calls in between.
        OtlpSink.Span Above(OtlpSink.Span span)
        {
            var above = spans.Single(other => other.Id == span.Parent);
            return above.Source == "Microsoft.Orleans.Application" ? Above(above) : above;
        }
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

    /// <summary>Numbers and addresses come in at every door that takes them; then all that was exported is searched: names, tags, events, resources.</summary>
    [Theory, OnSqlite(Hosted = true), OnPostgres]
    public async Task What_is_sent_holds_no_contact_no_password_and_no_customers_token(string database)
    {
        await using var sink = await OtlpSink.Start();
        await using (var desk = await Desk(sink, database))
        {
            var (agent, admin) = (await desk.Agent(), await desk.As("sh-admin-1"));
            var customer = new { name = "华东电子", phone = Phone, email = Mail, tier = "vip" };
            var ticket = await agent.Take(new { customer }, ("Idempotency-Key", "intake-1"));
            await agent.Post("/tickets", DeskClient.Ticket(new { customer, type = "nonsense" }));
            await agent.PostText("/tickets", $$"""{"site":"SH","customer":{"phone":"{{Phone}}","email":"{{Mail}}"}""");
            foreach (var query in (string[])[$"/tickets?site=SH&phone={Phone}", $"/customers?site=SH&email={Mail}", $"/tickets?site=SH&q={Mail}", $"/tickets/SH/{Phone}", $"/nowhere/{Mail}"])
                await agent.Get(query);
            (await agent.Post(ticket.Path + "/contact/reveal", new { reason = "to call back" })).Ok();
            await admin.Put("/agents/traced", new { name = "Traced", sites = new[] { "SH" }, roles = new[] { "engineer" }, phone = Phone, email = Mail });
            await admin.Get("/tickets/export?site=SH");
            (await admin.Post("/customers/erase", new { site = "SH", email = Mail, reason = "asked to be forgotten" })).Ok();
            await desk.Nobody().Get("/survey/a-customers-secret-token");
        }

        Assert.Contains(sink.Spans, span => span.Name.StartsWith("GET /api/v1/survey/{token}", StringComparison.Ordinal));
        Assert.Contains(sink.Spans, span => span.Name == "POST /api/v1/customers/erase");
        Assert.True(sink.Received.Length > 10_000);
        foreach (var planted in (string[])[Phone, Mail, "wu@planted", DeskUnderTest.Password, "a-customers-secret-token"])
            Assert.True(sink.Received.AsSpan().IndexOf(Encoding.UTF8.GetBytes(planted)) < 0, planted);
    }

    private static async Task<DeskUnderTest> Desk(OtlpSink sink, string database)
    {
        var store = database == "sqlite" ? null : $"postgres:{await (await PostgresServer.Shared).NewDatabase()}";
        return await DeskUnderTest.Started(options => options with { Otlp = sink.Address, Store = store ?? options.Store });
    }
}
