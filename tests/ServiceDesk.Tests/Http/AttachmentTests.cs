using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using ServiceDesk.Gateway.Attachments;
using ServiceDesk.Gateway.Edges;
using ServiceDesk.Tests.Faults;
using ServiceDesk.Tests.Servers;

namespace ServiceDesk.Tests.Http;

public sealed class AttachmentTests
{
    private static readonly byte[] Virus = "this is what the fake scanner calls a virus"u8.ToArray();

    public static TheoryData<string, byte[], string> Kinds => new()
    {
        { "png", [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0, 0], "image/png" },
        { "jpeg", [0xFF, 0xD8, 0xFF, 0xE0, 0, 0], "image/jpeg" },
        { "gif", "GIF89a..."u8.ToArray(), "image/gif" },
        { "webp", "RIFF....WEBPVP8 "u8.ToArray(), "image/webp" },
        { "wav", "RIFF....WAVEfmt "u8.ToArray(), "audio/wav" },
        { "pdf", "%PDF-1.7 ..."u8.ToArray(), "application/pdf" },
        { "mp4", "\0\0\0\u0018ftypmp42...."u8.ToArray(), "video/mp4" },
        { "mp3", "ID3\u0004......"u8.ToArray(), "audio/mpeg" },
        { "zip", "PK\u0003\u0004......"u8.ToArray(), "application/zip" },
        { "docx", "PK\u0003\u0004....[Content_Types].xml....word/document.xml"u8.ToArray(), "application/vnd.openxmlformats-officedocument.wordprocessingml.document" },
        { "text", "故障日志\r\n\tE-05"u8.ToArray(), "text/plain; charset=utf-8" },
        { "html", "  <!doctype html><script>alert(1)</script>"u8.ToArray(), MediaTypes.Unknown },
        { "svg", "<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"u8.ToArray(), MediaTypes.Unknown },
        { "html behind a mark", "\uFEFF<html>"u8.ToArray(), MediaTypes.Unknown },
        { "script", "#!/bin/sh\nrm -rf"u8.ToArray(), MediaTypes.Unknown },
        { "windows program", "MZ\u0090\0\u0003"u8.ToArray(), MediaTypes.Unknown },
        { "linux program", "\u007fELF\u0002"u8.ToArray(), MediaTypes.Unknown },
        { "broken text", [0x61, 0xFF, 0xFE], MediaTypes.Unknown },
        { "nothing", [], MediaTypes.Unknown },
    };

    [Theory, MemberData(nameof(Kinds))]
    public void A_file_is_what_its_content_says(string name, byte[] start, string type)
    {
        Assert.NotEmpty(name);
        Assert.Equal(type, MediaTypes.Of(start));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_download_is_a_download_whatever_the_sender_called_it(bool inFolder)
    {
        var folder = inFolder ? Directory.CreateTempSubdirectory("desk-files-").FullName : null;
        await using var desk = await DeskUnderTest.Started(options => options with { Files = folder });
        var agent = await desk.Agent();
        var path = (await agent.Take()).Path;
        var page = "<script>alert(document.domain)</script>"u8.ToArray();
        var added = (await agent.Send("POST", path + "/materials", Form(page, "../../照片\u202Egpj.html"))).Invalid("/name");
        Assert.NotNull(added);
        foreach (var (bytes, type) in new[] { (page, MediaTypes.Unknown), ((byte[])[0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A], "image/png") })
        {
            var material = (await agent.Send("POST", path + "/materials", Form(bytes, "..\\..\\照片.html"))).Ok()["materials"]!.AsArray()[^1]!;
            Assert.Equal(type, material["mediaType"]!.GetValue<string>());
            using var response = await agent.Open($"{path}/materials/{material["file"]!.GetValue<string>()}");
            Assert.Equal(bytes, await response.Content.ReadAsByteArrayAsync());
            Assert.Equal((type, bytes.Length), (response.Content.Headers.ContentType!.ToString(), response.Content.Headers.ContentLength));
            Assert.Equal("attachment", response.Content.Headers.ContentDisposition!.DispositionType);
            Assert.Equal("nosniff", response.Headers.GetValues("X-Content-Type-Options").Single());
            Assert.Equal(SecurityHeaders.FilePolicy, response.Headers.GetValues("Content-Security-Policy").Single());
        }

        (await agent.Get($"{path}/materials/..%2f..%2fkeys.json")).Problem(404, "no_such_material");
        if (folder is null) return;
        Assert.Equal(2, Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Count());
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task A_site_has_a_quota()
    {
        await using var desk = await DeskUnderTest.Started(options => options with { Attachments = new() { QuotaBytes = 1000 } });
        var agent = await desk.Agent();
        var path = (await agent.Take()).Path;
        (await agent.Send("POST", path + "/materials", Form(new byte[600]))).Ok();
        (await agent.Send("POST", path + "/materials", Form(new byte[601]))).Problem(409, "quota_exceeded");
        Assert.Equal(2, (await agent.Get(path)).Ok()["materials"]!.AsArray().Count);
        var other = await desk.As("bj-agent-1");
        var beijing = (await other.Post("/tickets", DeskClient.Ticket(new { site = "BJ", serviceType = (string?)null, type = "fault_report" })));
        (await other.Send("POST", beijing.Path + "/materials", Form(new byte[601]))).Ok();
    }

    [Fact]
    public async Task An_infected_file_is_refused_and_told()
    {
        await using var daemon = new FakeDaemon();
        await using var desk = await DeskUnderTest.Started(options => options with { Attachments = new() { Scanner = daemon.Place } });
        var agent = await desk.Agent();
        var path = (await agent.Take()).Path;
        var clean = Enumerable.Range(0, 200_000).Select(i => (byte)i).ToArray();
        (await agent.Send("POST", path + "/materials", Form(clean))).Ok();
        Assert.Equal(clean, Assert.Single(daemon.Seen));
        (await agent.Send("POST", path + "/materials", Form(Virus))).Problem(400, "infected");
        Assert.Equal(2, (await agent.Get(path)).Ok()["materials"]!.AsArray().Count);
        var told = Assert.Single((await (await desk.As("sh-admin-1")).Get("/audit?kind=file_infected")).Ok().Items)!;
        Assert.Equal("Fake.Virus", told["data"]!["found"]!.GetValue<string>());
    }

    [Fact]
    public async Task Without_its_scanner_the_desk_takes_no_file()
    {
        var daemon = new FakeDaemon();
        var place = daemon.Place;
        await daemon.DisposeAsync();
        await using var desk = await DeskUnderTest.Started(options => options with { Attachments = new() { Scanner = place } });
        var agent = await desk.Agent();
        var path = (await agent.Take()).Path;
        var refused = (await agent.Send("POST", path + "/materials", Form([1]))).Problem(503, "scanner_unavailable");
        Assert.NotNull(refused.Headers.RetryAfter);
        Assert.Single((await agent.Get(path)).Ok()["materials"]!.AsArray());
    }

    [Fact]
    public async Task A_quarantined_file_is_had_by_nobody_until_it_was_scanned()
    {
        await using var daemon = new FakeDaemon { Answer = "INSTREAM size limit exceeded. ERROR" };
        await using var desk = await DeskUnderTest.Started(options => options with { Attachments = new() { Scanner = daemon.Place, Quarantines = true } });
        var agent = await desk.Agent();
        var path = (await agent.Take()).Path;
        var files = new List<string>();
        foreach (var bytes in (byte[][])[[1, 2, 3], Virus])
            files.Add((await agent.Send("POST", path + "/materials", Form(bytes))).Ok()["materials"]!.AsArray()[^1]!["file"]!.GetValue<string>());
        foreach (var file in files) (await agent.Get($"{path}/materials/{file}")).Problem(409, "quarantined");

        daemon.Answer = null;
        Assert.Equal(2, await desk.Services.GetRequiredService<AttachmentDoor>().Release(default));
        using var response = await agent.Open($"{path}/materials/{files[0]}");
        Assert.Equal([1, 2, 3], await response.Content.ReadAsByteArrayAsync());
        (await agent.Get($"{path}/materials/{files[1]}")).Problem(400, "infected");
        (await agent.Send("POST", path + "/materials", Form(Virus))).Problem(400, "infected");
    }

    [Fact]
    public async Task Many_large_files_at_once_cost_little_memory()
    {
        const int files = 16;
        var folder = Directory.CreateTempSubdirectory("desk-large-").FullName;
        try
        {
            await using var host = new DeskHostProcess(await TestedEngine.NewStore(folder), folder, ("DESK_FILES", Path.Combine(folder, "files")));
            await host.Start();
            var admin = await new DeskClient(host.Address).SignIn("admin", DeskHostProcess.Password);
            (await admin.Put("/sites/SH", new { name = "Shanghai", timeZone = "Asia/Shanghai", profile = "after-sales" })).Ok();
            var path = (await admin.Take()).Path;
            (await admin.Send("POST", path + "/materials", Form(new byte[1000]))).Ok();
            var before = host.PeakMemory;

            await Task.WhenAll(Enumerable.Range(0, files).Select(async i =>
            {
                using var form = new MultipartFormDataContent { { new StringContent($"film {i}"), "name" }, { new StringContent("film"), "kind" } };
                form.Add(new StreamContent(new Repeated(25 * 1024 * 1024, (byte)i)), "file", "film");
                (await admin.Send("POST", path + "/materials", form)).Ok();
            }));
            var hashes = (await admin.Get(path)).Ok()["materials"]!.AsArray().TakeLast(files).Select(m => m!["file"]!.GetValue<string>()).Distinct().ToList();
            Assert.Equal(files, hashes.Count);
            await Task.WhenAll(hashes.Select(async hash =>
            {
                using var response = await admin.Open($"{path}/materials/{hash}");
                await using var bytes = await response.Content.ReadAsStreamAsync();
                var buffer = new byte[64 * 1024];
                var total = 0L;
                for (int read; (read = await bytes.ReadAsync(buffer)) > 0;) total += read;
                Assert.Equal(25 * 1024 * 1024, total);
            }));

            Assert.InRange(host.PeakMemory - before, 0, 200L * 1024 * 1024);       // the files themselves are twice that
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    internal static MultipartFormDataContent Form(byte[] file, string name = "现场照片") => new()
    {
        { new StringContent(name), "name" },
        { new StringContent("photo"), "kind" },
        { new ByteArrayContent(file), "file", "../../evil.html" },
    };

    /// <summary>Speaks INSTREAM as clamd does, and knows one virus.</summary>
    private sealed class FakeDaemon : IAsyncDisposable
    {
        private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
        private readonly Task _serving;

        public FakeDaemon()
        {
            _listener.Start();
            Place = ("127.0.0.1", ((IPEndPoint)_listener.LocalEndpoint).Port);
            _serving = Serve();
        }

        public (string Host, int Port) Place { get; }

        public ConcurrentQueue<byte[]> Seen { get; } = new();

        /// <summary>What it says whatever comes; null for a true answer.</summary>
        public string? Answer { get; set; }

        public async ValueTask DisposeAsync()
        {
            _listener.Stop();
            await _serving;
        }

        private async Task Serve()
        {
            try
            {
                while (true)
                {
                    using var client = await _listener.AcceptTcpClientAsync();
                    var stream = client.GetStream();
                    var command = new byte["zINSTREAM\0".Length];
                    await stream.ReadExactlyAsync(command);
                    Assert.Equal("zINSTREAM\0"u8.ToArray(), command);
                    using var file = new MemoryStream();
                    var length = new byte[4];
                    while (true)
                    {
                        await stream.ReadExactlyAsync(length);
                        var piece = new byte[BinaryPrimitives.ReadUInt32BigEndian(length)];
                        if (piece.Length == 0) break;
                        await stream.ReadExactlyAsync(piece);
                        file.Write(piece);
                    }

                    Seen.Enqueue(file.ToArray());
                    await stream.WriteAsync(Encoding.ASCII.GetBytes((Answer ?? (file.ToArray().AsSpan().SequenceEqual(Virus) ? "stream: Fake.Virus FOUND" : "stream: OK")) + "\0"));
                }
            }
            catch (Exception stopped) when (stopped is SocketException or ObjectDisposedException)
            {
                // The test is over.
            }
        }
    }

    /// <summary>So many times the same byte, without holding them.</summary>
    private sealed class Repeated(long length, byte value) : Stream
    {
        private long _left = length;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override int Read(byte[] buffer, int offset, int count)
        {
            var read = (int)Math.Min(count, _left);
            Array.Fill(buffer, value, offset, read);
            _left -= read;
            return read;
        }

        public override void Flush() { }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
