using System.IO.Compression;
using ServiceDesk.Host.Replay;

namespace ServiceDesk.Tests.Http.Replay;

public sealed class ReplayOptionsTests
{
    [Theory]
    [InlineData("--site SH", "needs the file first")]
    [InlineData("FILE", "needs --site")]
    [InlineData("FILE --site", "--site needs a value")]
    [InlineData("FILE --site SH --speed fast", "--speed is a number")]
    [InlineData("FILE --site SH --concurrency 0", "--concurrency is a whole number")]
    [InlineData("FILE --site SH --url desk", "--url is an address")]
    [InlineData("FILE --site SH --colour red", "knows no option --colour")]
    [InlineData("gone.jsonl --site SH --api-key k", "no file gone.jsonl")]
    public void A_line_that_cannot_be_understood_is_answered_in_words(string line, string words)
    {
        var args = line.Split(' ').Select(word => word == "FILE" ? Environment.ProcessPath! : word).ToList();

        Assert.Contains(words, Assert.Throws<FormatException>(() => ReplayOptions.Parse(args)).Message);
    }

    [Fact]
    public void Max_waits_for_nothing_and_a_number_is_times_real_time()
    {
        string[] line = [Environment.ProcessPath!, "--site", "SH", "--api-key", "k", "--speed"];

        Assert.Null(ReplayOptions.Parse([.. line, "max"]).Speed);
        Assert.Equal(3600, ReplayOptions.Parse([.. line, "3600"]).Speed);
    }

    [Fact]
    public async Task A_packed_log_reads_like_a_plain_one()
    {
        var path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName() + ".gz");
        await using (var packed = new StreamWriter(new GZipStream(File.Create(path), CompressionMode.Compress)))
            await packed.WriteAsync("""
                {"case":"C1","seq":7,"ts":"2010-01-13T08:40:25+02:00","activity":"Wait","resource":"R","group":"G","more":1}

                {"case":"C1","ts":"2010-01-13","activity":"Wait"}
                """);

        var lines = new List<LogLine>();
        await foreach (var line in EventLog.Read(path, CancellationToken.None)) lines.Add(line);
        File.Delete(path);

        Assert.Equal([new(1, new("C1", 7, "2010-01-13T08:40:25+02:00", "Wait", "R", "G")), new(3, null)], lines);
    }
}
