using System.Buffers.Binary;
using System.Net.Sockets;
using System.Text;

namespace ServiceDesk.Gateway.Attachments;

/// <summary>Looks for malicious software in a file.</summary>
public interface IFileScanner
{
    /// <param name="bytes">Read from where it stands to its end.</param>
    /// <returns>Name of what was found; null for a clean file.</returns>
    /// <exception cref="ScannerUnavailableException">The scanner cannot say.</exception>
    Task<string?> Scan(Stream bytes, CancellationToken cancel);
}

public sealed class ScannerUnavailableException(string message, Exception? cause = null) : Exception(message, cause);

/// <summary>Asks a ClamAV daemon with its INSTREAM command (clamd(8)): pieces behind their length, a zero at the end, one line back.</summary>
public sealed class ClamScanner(string host, int port) : IFileScanner
{
    private const int PieceBytes = 64 * 1024;
    private const int MostOfReply = 1024;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    public async Task<string?> Scan(Stream bytes, CancellationToken cancel)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        patience.CancelAfter(Patience);
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync(host, port, patience.Token);
            var daemon = client.GetStream();
            await Send(bytes, daemon, patience.Token);
            return Verdict(await Reply(daemon, patience.Token));
        }
        catch (Exception fault) when (fault is SocketException or IOException || fault is OperationCanceledException && !cancel.IsCancellationRequested)
        {
            throw new ScannerUnavailableException("The virus scanner does not answer.", fault);
        }
    }

    private static async Task Send(Stream bytes, NetworkStream daemon, CancellationToken cancel)
    {
        await daemon.WriteAsync("zINSTREAM\0"u8.ToArray(), cancel);
        var piece = new byte[sizeof(uint) + PieceBytes];
        for (int read; (read = await bytes.ReadAsync(piece.AsMemory(sizeof(uint)), cancel)) > 0;)
        {
            BinaryPrimitives.WriteUInt32BigEndian(piece, (uint)read);
            await daemon.WriteAsync(piece.AsMemory(0, sizeof(uint) + read), cancel);
        }

        await daemon.WriteAsync(new byte[sizeof(uint)], cancel);
    }

    private static async Task<string> Reply(NetworkStream daemon, CancellationToken cancel)
    {
        var reply = new byte[MostOfReply];
        var length = 0;
        for (int read; length < reply.Length && (read = await daemon.ReadAsync(reply.AsMemory(length), cancel)) > 0;)
        {
            length += read;
            if (reply.AsSpan(0, length).Contains((byte)0)) break;
        }

        return Encoding.ASCII.GetString(reply, 0, length).TrimEnd('\0', '\n', ' ');
    }

    private static string? Verdict(string reply) => reply switch
    {
        "stream: OK" => null,
        _ when reply.StartsWith("stream: ", StringComparison.Ordinal) && reply.EndsWith(" FOUND", StringComparison.Ordinal) => reply["stream: ".Length..^" FOUND".Length],
        _ => throw new ScannerUnavailableException("The virus scanner could not scan the file."),
    };
}
