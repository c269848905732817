using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using ServiceDesk.Storm.Cluster;

namespace ServiceDesk.Storm.Load;

/// <summary>A site whose promises are counted in seconds, so that a storm of minutes sees them all kept or broken.</summary>
internal static class Site
{
    public const string Code = "SH";

    /// <summary>Makes the site, and publishes its policy.</summary>
    /// <returns>The access token of whoever works there.</returns>
    public static async Task<string> Open(Uri gateway)
    {
        using var client = new HttpClient { BaseAddress = gateway, Timeout = TimeSpan.FromSeconds(30) };
        using var signedIn = await client.PostAsJsonAsync("/api/v1/auth/token", new { user = "admin", password = LocalCluster.Password });
        signedIn.EnsureSuccessStatusCode();
        var token = (await signedIn.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("accessToken").GetString()!;
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        await Put(client, $"/api/v1/sites/{Code}", JsonNode.Parse("""{"name":"Storm","timeZone":"Asia/Shanghai","profile":"after-sales"}""")!);
        var policy = JsonNode.Parse(await client.GetStringAsync($"/api/v1/sites/{Code}/policy"))!;
        Shorten(policy);
        await Put(client, $"/api/v1/sites/{Code}/policy", policy);
        return token;
    }

    private static void Shorten(JsonNode policy)
    {
        foreach (var (_, targets) in policy["targets"]!.AsObject())
        {
            targets!["response"] = "PT6S";
            targets["update"] = "PT12S";
            targets["customerSync"] = "PT15S";
            targets["resolution"] = "PT20S";
        }

        policy["ack"] = "PT4S";
        policy["escalation"]!["directorAfter"] = "PT5S";
        policy["survey"]!["silent"] = "PT8S";
        policy["secondHandling"]!["supervisor"] = "PT6S";
    }

    private static async Task Put(HttpClient client, string path, JsonNode body)
    {
        using var answer = await client.PutAsJsonAsync(path, body);
        if (!answer.IsSuccessStatusCode) throw new InvalidOperationException($"PUT {path}: {(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync()}");
    }
}
