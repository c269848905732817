namespace ServiceDesk.Host;

/// <summary>Asks the desk of this container whether it is ready: an image without a shell has nothing else to ask with.</summary>
public static class HealthCommand
{
    /// <returns>The exit code: 0 when it takes requests.</returns>
    public static async Task<int> Run(DeskOptions options, TextWriter output, CancellationToken cancel = default)
    {
        var listening = new Uri(options.Urls.Split(';')[0].Replace("://+", "://localhost", StringComparison.Ordinal).Replace("://*", "://localhost", StringComparison.Ordinal));
        var address = new UriBuilder(listening) { Path = "/health/ready", Host = listening.Host is "0.0.0.0" or "[::]" ? "localhost" : listening.Host }.Uri;
        using var client = new HttpClient { Timeout = TimeSpan.FromSeconds(5) };
        try
        {
            using var answer = await client.GetAsync(address, cancel);
            output.WriteLine(await answer.Content.ReadAsStringAsync(cancel));
            return answer.IsSuccessStatusCode ? 0 : 1;
        }
        catch (Exception fault) when (fault is HttpRequestException or TaskCanceledException)
        {
            output.WriteLine($"{address} does not answer: {fault.Message}");
            return 1;
        }
    }
}
