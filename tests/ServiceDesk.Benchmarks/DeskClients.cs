using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;

namespace ServiceDesk.Benchmarks;

/// <summary>How the benches speak to a desk.</summary>
internal static class DeskClients
{
    public static HttpClient At(Uri address) => new(new SocketsHttpHandler { MaxConnectionsPerServer = 512 }) { BaseAddress = address };

    /// <summary>From now on the client is the administrator.</summary>
    public static async Task SignIn(this HttpClient desk, string password)
    {
        using var answer = await desk.PostAsJsonAsync("/api/v1/auth/token", new { user = "admin", password });
        answer.EnsureSuccessStatusCode();
        var token = (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("accessToken").GetString();
        desk.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
    }

    /// <summary>The site SH, if it is not there yet.</summary>
    public static async Task MakeSite(this HttpClient desk)
    {
        using var answer = await desk.PutAsJsonAsync("/api/v1/sites/SH", new { name = "Shanghai", timeZone = "Asia/Shanghai", profile = "after-sales" });
        answer.EnsureSuccessStatusCode();
    }
}
