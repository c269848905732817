using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace ServiceDesk.Tests.Servers;

/// <summary>A mail server on a free port of loopback that takes what it is sent, or refuses it.</summary>
internal sealed class SmtpSink : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentQueue<SunkMail> _mails = [];
    private readonly X509Certificate2? _certificate;
    private readonly Task _accepting;

    private SmtpSink(X509Certificate2? certificate)
    {
        _certificate = certificate;
        _listener.Start();
        _accepting = Accept();
    }

    /// <param name="certificate">What it shows who asks for encryption; null when it offers none.</param>
    public static SmtpSink Start(X509Certificate2? certificate = null) => new(certificate);

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
            await using var plain = client.GetStream();
            await Say(plain, "220 sink");
            if (!await Converse(plain, isEncrypted: false)) return;
            await using var encrypted = new SslStream(plain);
            await encrypted.AuthenticateAsServerAsync(_certificate!);
            await Converse(encrypted, isEncrypted: true);
        }
        catch (Exception fault) when (fault is IOException or OperationCanceledException or System.Security.Authentication.AuthenticationException)
        {
            // The sender was killed in the middle of it, or does not trust the certificate.
        }
    }

    /// <returns>Whether the sender asks for encryption.</returns>
    private async Task<bool> Converse(Stream stream, bool isEncrypted)
    {
        using var reader = new StreamReader(stream, Encoding.Latin1, detectEncodingFromByteOrderMarks: false, bufferSize: -1, leaveOpen: true);
        var to = "";
        while (await reader.ReadLineAsync(_stop.Token) is { } line)
        {
            var verb = line.Split(' ', ':')[0].ToUpperInvariant();
            if (verb == "RCPT") to = line[8..].Trim('<', '>', ' ');
            if (verb == "DATA")
            {
                await Say(stream, "354 go on");
                _mails.Enqueue(await Read(reader, to, isEncrypted));
            }

            await Say(stream, verb switch
            {
                "EHLO" when _certificate is not null && !isEncrypted => "250-sink\r\n250 STARTTLS",
                "STARTTLS" => "220 begin",
                "RCPT" when Refusal is { } refusal => refusal,
                "QUIT" => "221 bye",
                _ => "250 well",
            });
            if (verb == "STARTTLS") return true;
        }

        return false;
    }

    private async Task Say(Stream stream, string line) => await stream.WriteAsync(Encoding.Latin1.GetBytes(line + "\r\n"), _stop.Token);

    private async Task<SunkMail> Read(StreamReader reader, string to, bool isEncrypted)
    {
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        var body = new StringBuilder();
        var last = "";
        var inBody = false;
        while (true)
        {
            var line = await reader.ReadLineAsync(_stop.Token) ?? throw new IOException("cut off");
            if (line == ".") return new(to, headers, body.ToString(), isEncrypted);
            if (inBody) body.AppendLine(line);
            else if (line.Length == 0) inBody = true;
            else if (line[0] is ' ' or '\t') headers[last] += line.TrimStart();
            else headers[last = line[..line.IndexOf(':', StringComparison.Ordinal)]] = line[(line.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim();
        }
    }
}

/// <param name="To">As the envelope has it.</param>
/// <param name="IsEncrypted">Whether the connection was, when it came.</param>
internal sealed record SunkMail(string To, IReadOnlyDictionary<string, string> Headers, string Encoded, bool IsEncrypted)
{
    public string Id => Headers["Message-ID"];

    public string Subject => string.Concat(Headers["Subject"].Split("=?utf-8?B?", StringSplitOptions.RemoveEmptyEntries)
        .Select(word => word.EndsWith("?=", StringComparison.Ordinal) ? Encoding.UTF8.GetString(Convert.FromBase64String(word.Trim()[..^2])) : word));

    public string Text => Encoding.UTF8.GetString(Convert.FromBase64String(string.Concat(Encoded.Where(c => !char.IsWhiteSpace(c)))));
}
