using System.Net;
using System.Text.Json.Nodes;
using ServiceDesk.Domain.Tickets;
using ServiceDesk.Host.Replay;

namespace ServiceDesk.Tests.Http.Replay;

public sealed class ReplayTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("replay");
    private readonly StringWriter _screen = new();
    private readonly StringWriter _progress = new();

    public void Dispose()
    {
        _folder.Delete(recursive: true);
        _screen.Dispose();
        _progress.Dispose();
    }

    [Fact]
    public async Task A_case_becomes_a_ticket_and_each_event_counts_once()
    {
        using var desk = new StubDesk();

        var code = await Play(
            desk, Event("C1", 1, "Assign seriousness"), Event("C1", 2, "Take in charge ticket", "Ann B"), Event("C1", 3, "Wait"),
            Event("C1", 4, "Resolve ticket"), Event("C1", 5, "Closed"), Event("C1", 6, "Closed"));

        Assert.Equal(0, code);
        Assert.Equal(["open", "assign", "acknowledge", "wait", "resolve", "summary", "close"], desk.Posts.Select(post => post.Command));
        Assert.Equal((6, 5, 1, 0), Counts());
        var ticket = Assert.Single(desk.Tickets);
        Assert.Equal((TicketStatus.Closed, "Ann-B", "C1"), (ticket.Status, ticket.Owner, ticket.ExternalId));
    }

    [Fact]
    public async Task The_wall_clock_of_the_log_is_the_sites()
    {
        using var desk = new StubDesk();

        await Play(desk, """{"case":"C1","seq":1,"ts":"2010-01-13T08:40:25.000+02:00","activity":"Insert ticket"}""");

        Assert.Equal(new DateTimeOffset(2010, 1, 13, 0, 40, 25, TimeSpan.Zero), Assert.Single(desk.Tickets).SubmittedAt);
    }

    [Fact]
    public async Task What_the_desk_refuses_is_counted_by_reason_and_listed()
    {
        using var desk = new StubDesk();

        var code = await Play(
            desk, Event("C1", 1, "Insert ticket"), Event("C1", 2, "Wait"), Event("C1", 3, "Resolve ticket"), Event("C1", 4, "Closed"),
            Event("C1", 5, "Sing"), "{ no event");

        Assert.Equal(0, code);
        Assert.Equal((6, 1, 0, 5), Counts());
        var report = File.ReadAllLines(Path("report")).Select(line => JsonNode.Parse(line)!).ToList();
        Assert.Equal(
            ["not_acknowledged", "not_acknowledged", "not_resolved", "unmapped", "unreadable"],
            report.Select(line => (string?)line["code"]).Order());
        Assert.Contains("2  not_acknowledged", _screen.ToString());
        Assert.Equal("Wait", (string?)report.First(line => (int)line["line"]! == 2)["activity"]);
    }

    [Fact]
    public async Task A_second_run_sends_the_same_keys_and_doubles_nothing()
    {
        using var desk = new StubDesk();
        string[] log = [Event("C1", 1, "Assign seriousness"), Event("C1", 2, "Take in charge ticket"), Event("C2", 1, "Insert ticket")];

        await Play(desk, log);
        var first = desk.Posts.ToList();
        var versions = desk.Tickets.Select(ticket => ticket.Version).Order().ToList();
        desk.Posts.Clear();
        await Play(desk, log);

        Assert.Equal(first.Select(post => post.Key).Order(), desk.Posts.Select(post => post.Key).Order());
        Assert.Equal(first.Count, first.Select(post => post.Key).Distinct().Count());
        Assert.Equal(versions, desk.Tickets.Select(ticket => ticket.Version).Order());
        Assert.Equal(2 * first.Count, File.ReadAllLines(Path("record")).Length);
    }

    [Fact]
    public async Task A_busy_desk_a_lost_connection_and_a_request_in_flight_are_tried_again()
    {
        using var desk = new StubDesk
        {
            Fault = nth => nth switch
            {
                1 => new(HttpStatusCode.ServiceUnavailable),
                2 => throw new HttpRequestException("reset"),
                4 => InFlight(),
                _ => null,
            },
        };

        var code = await Play(desk, Event("C1", 1, "Assign seriousness"), Event("C1", 2, "Assign seriousness"));

        Assert.Equal(0, code);
        Assert.Equal(["open", "open", "open", "prioritize", "prioritize"], desk.Posts.Select(post => post.Command));
        Assert.Equal(2, desk.Posts.Select(post => post.Key).Distinct().Count());
        Assert.Equal((2, 2, 0, 0), Counts());
    }

    [Fact]
    public async Task A_silent_desk_ends_the_replay_and_the_summary_says_that_it_does_not_balance()
    {
        using var desk = new StubDesk { Fault = nth => nth > 2 ? throw new HttpRequestException("reset") : null };

        var code = await Play(desk, Options() with { Patience = TimeSpan.FromMilliseconds(200) }, [.. Enumerable.Range(1, 500).Select(n => Event($"C{n}", 1, "Insert ticket"))]);

        Assert.Equal(1, code);
        Assert.Contains("It does not balance", _screen.ToString());
        Assert.Contains("Run again", _progress.ToString());
    }

    [Fact]
    public async Task A_sign_in_that_ran_out_is_renewed()
    {
        StubDesk? forgetful = null;
        using var desk = forgetful = new StubDesk
        {
            Fault = nth =>
            {
                if (nth == 1) forgetful!.ForgetSignIns();
                return null;
            },
        };

        Assert.Equal(0, await Play(desk, Event("C1", 1, "Insert ticket"), Event("C1", 2, "Assign seriousness")));
    }

    [Fact]
    public async Task A_site_that_is_not_there_is_said_before_anything_is_sent()
    {
        using var desk = new StubDesk();
        using var http = new HttpClient(desk);
        File.WriteAllText(Path("log"), Event("C1", 1, "Insert ticket"));

        var fault = await Assert.ThrowsAsync<FormatException>(
            () => ReplayCommand.Run(Options() with { Site = "XX" }, http, _screen, _progress, CancellationToken.None));

        Assert.Contains("no_such_site", fault.Message);
        Assert.Empty(desk.Posts);
    }

    [Fact]
    public async Task With_a_speed_events_come_in_order_of_time()
    {
        using var desk = new StubDesk();

        await Play(desk, Options() with { Speed = 1e9, Concurrency = 1 }, Event("C1", 9, "Insert ticket"), Event("C2", 3, "Insert ticket"), Event("C3", 6, "Insert ticket"));

        Assert.Equal(["C2", "C3", "C1"], desk.Tickets.OrderBy(ticket => int.Parse(ticket.Number[1..])).Select(ticket => ticket.ExternalId));
    }

    [Fact]
    public async Task A_limit_takes_the_first_cases_whole()
    {
        using var desk = new StubDesk();

        await Play(desk, Options() with { Limit = 1 }, Event("C1", 1, "Insert ticket"), Event("C2", 1, "Insert ticket"), Event("C1", 2, "Assign seriousness"));

        Assert.Equal((2, 2, 0, 0), Counts());
    }

    [RealLogFact("helpdesk_italian.jsonl.gz")]
    public Task The_help_desk_of_an_Italian_company_runs_through() => RunsThrough("helpdesk_italian.jsonl.gz", events: 21_348, cases: 4_580, duplicates: 127);

    [RealLogFact("problems_volvo.jsonl.gz")]
    public Task The_problems_of_a_manufacturer_run_through() => RunsThrough("problems_volvo.jsonl.gz", events: 6_660, cases: 1_487, duplicates: null);

    private async Task RunsThrough(string file, int events, int cases, int? duplicates)
    {
        using var desk = new StubDesk();
        using var http = new HttpClient(desk);

        var code = await ReplayCommand.Run(Options() with { File = RealLogs.Find(file)! }, http, _screen, _progress, CancellationToken.None);

        Assert.Equal(0, code);
        var counts = Counts();
        Assert.Equal((events, cases), (counts.In, desk.Tickets.Count()));
        Assert.Equal(counts.In, counts.Accepted + counts.Duplicates + counts.Refused);
        if (duplicates is not null) Assert.Equal(duplicates, counts.Duplicates);
        Assert.True(counts.Refused < events / 10, _screen.ToString());
    }

    private static HttpResponseMessage InFlight()
    {
        var answer = new HttpResponseMessage(HttpStatusCode.Conflict);
        answer.Headers.Add("Retry-After", "0");
        return answer;
    }

    private static string Event(string name, int seq, string activity, string resource = "Value 2") =>
        $$"""{"case":"{{name}}","seq":{{seq}},"ts":"2010-01-13T08:40:{{(activity == "Closed" ? 5 : seq):00}}.000+02:00","activity":"{{activity}}","resource":"{{resource}}"}""";

    private string Path(string name) => System.IO.Path.Combine(_folder.FullName, name);

    private ReplayOptions Options() => new(Path("log"), "SH")
    {
        ApiKey = null,
        Password = "secret",
        Report = Path("report"),
        Record = Path("record"),
    };

    private Task<int> Play(StubDesk desk, params string[] lines) => Play(desk, Options(), lines);

    private async Task<int> Play(StubDesk desk, ReplayOptions options, params string[] lines)
    {
        File.WriteAllLines(options.File, lines);
        using var http = new HttpClient(desk, disposeHandler: false);
        _screen.GetStringBuilder().Clear();
        return await ReplayCommand.Run(options, http, _screen, _progress, CancellationToken.None);
    }

    private (int In, int Accepted, int Duplicates, int Refused) Counts()
    {
        int Of(string word) => int.Parse(_screen.ToString().Split('\n').First(line => line.StartsWith(word, StringComparison.Ordinal))[word.Length..]);
        return (Of("events in"), Of("accepted"), Of("duplicates"), Of("refused"));
    }
}
