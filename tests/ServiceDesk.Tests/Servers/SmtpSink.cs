using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace ServiceDesk.Tests.Servers;

/// <summary>A mail server on a free port of loopback that takes what it is sent, or refuses it.</summary>
internal sealed class SmtpSink : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentQueue<SunkMail> _mails = [];
    private readonly Task _accepting;

    private SmtpSink()
    {
        _listener.Start();
        _accepting = Accept();
    }

    public static SmtpSink Start() => new();

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>In order of arrival; one that was sent twice is here twice.</summary>
    public IReadOnlyList<SunkMail> Mails => [.. _mails];

    /// <summary>What every recipient is answered, such as <c>550 no such mailbox</c>; null to take all.</summary>
    public string? Refusal { get; set; }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _accepting;
        _stop.Dispose();
    }

    private async Task Accept()
    {
        try
        {
            while (true) _ = Serve(await _listener.AcceptTcpClientAsync(_stop.Token));
        }
        catch (Exception fault) when (fault is OperationCanceledException or SocketException)
        {
            // The test is over.
        }
    }

    private async Task Serve(TcpClient client)
    {
        try
        {
            using var _ = client;
            await using var stream = client.GetStream();
            using var reader = new StreamReader(stream, Encoding.Latin1);
            await using var writer = new StreamWriter(stream, Encoding.Latin1) { NewLine = "\r\n", AutoFlush = true };
            await writer.WriteLineAsync("220 sink");
            var to = "";
            while (await reader.ReadLineAsync(_stop.Token) is { } line)
            {
                if (line.StartsWith("RCPT TO:", StringComparison.OrdinalIgnoreCase)) to = line[8..].Trim('<', '>', ' ');
                if (line.StartsWith("RCPT", StringComparison.OrdinalIgnoreCase) && Refusal is { } refusal) await writer.WriteLineAsync(refusal);
                else if (line.StartsWith("DATA", StringComparison.OrdinalIgnoreCase))
                {
                    await writer.WriteLineAsync("354 go on");
                    _mails.Enqueue(await Read(reader, to));
                    await writer.WriteLineAsync("250 taken");
                }
                else await writer.WriteLineAsync(line.StartsWith("QUIT", StringComparison.OrdinalIgnoreCase) ? "221 bye" : "250 well");
            }
        }
        catch (Exception fault) when (fault is IOException or OperationCanceledException)
        {
            // The sender was killed in the middle of it.
        }
    }

    private async Task<SunkMail> Read(StreamReader reader, string to)
    {
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        var body = new StringBuilder();
        var last = "";
        var inBody = false;
        while (true)
        {
            var line = await reader.ReadLineAsync(_stop.Token) ?? throw new IOException("cut off");
            if (line == ".") return new(to, headers, body.ToString());
            if (inBody) body.AppendLine(line);
            else if (line.Length == 0) inBody = true;
            else if (line[0] is ' ' or '\t') headers[last] += line.TrimStart();
            else headers[last = line[..line.IndexOf(':', StringComparison.Ordinal)]] = line[(line.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim();
        }
    }
}

/// <param name="To">As the envelope has it.</param>
internal sealed record SunkMail(string To, IReadOnlyDictionary<string, string> Headers, string Encoded)
{
    public string Id => Headers["Message-ID"];

    public string Subject => string.Concat(Headers["Subject"].Split("=?utf-8?B?", StringSplitOptions.RemoveEmptyEntries)
        .Select(word => word.EndsWith("?=", StringComparison.Ordinal) ? Encoding.UTF8.GetString(Convert.FromBase64String(word.Trim()[..^2])) : word));

    public string Text => Encoding.UTF8.GetString(Convert.FromBase64String(string.Concat(Encoded.Where(c => !char.IsWhiteSpace(c)))));
}
