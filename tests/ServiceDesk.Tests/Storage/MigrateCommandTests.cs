using System.Net;
using System.Net.Sockets;
using ServiceDesk.Host;

namespace ServiceDesk.Tests.Storage;

/// <summary>The job before an upgrade meets a database that is not there yet.</summary>
public sealed class MigrateCommandTests
{
    [Fact]
    public async Task A_database_that_does_not_answer_is_asked_again()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        using var enough = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        var migration = MigrateCommand.Run(At(listener.LocalEndpoint), TextWriter.Null, cancel: enough.Token);

        // Each connection is closed at once, as by a server that is just starting.
        for (var attempt = 0; attempt < 4; attempt++) (await listener.AcceptTcpClientAsync(enough.Token)).Dispose();

        await enough.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => migration);
    }

    [Fact]
    public async Task One_that_never_answers_ends_the_job_with_a_line_that_says_so()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var nobody = listener.LocalEndpoint;
        listener.Stop();
        var output = new StringWriter();

        Assert.Equal(1, await MigrateCommand.Run(At(nobody), output, patience: TimeSpan.Zero));

        Assert.StartsWith("The database does not answer: ", output.ToString(), StringComparison.Ordinal);
    }

    private static DeskOptions At(EndPoint address) => new()
    {
        Store = $"postgres:Host=127.0.0.1;Port={((IPEndPoint)address).Port};Database=desk;Username=desk;Password=x;SSL Mode=Disable;GSS Encryption Mode=Disable",
    };
}
