using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using ServiceDesk.Storm.Cluster;

namespace ServiceDesk.Storm.Load;

/// <summary>Sites whose promises are counted in seconds, so that a storm of minutes sees them all kept or broken.</summary>
internal static class Site
{
    /// <summary>Where nobody is on duty: the clients do everything.</summary>
    public const string Code = "SH";

    /// <summary>Where the desk hands out what comes in.</summary>
    public const string Staffed = "NJ";

    /// <summary>Makes both sites, and publishes their policy.</summary>
    /// <returns>The access token of whoever works there.</returns>
    public static async Task<string> Open(Uri gateway)
    {
        using var client = new HttpClient { BaseAddress = gateway, Timeout = TimeSpan.FromSeconds(30) };
        var token = await SignIn(client, gateway);
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        foreach (var site in (string[])[Code, Staffed])
        {
            await Put(client, $"/api/v1/sites/{site}", JsonNode.Parse("""{"name":"Storm","timeZone":"Asia/Shanghai","profile":"after-sales"}""")!);
            var policy = JsonNode.Parse(await client.GetStringAsync($"/api/v1/sites/{site}/policy"))!;
            Shorten(policy);
            await Put(client, $"/api/v1/sites/{site}/policy", policy);
        }

        return token;
    }

    /// <summary>Signs in as the admin.</summary>
    /// <returns>The access token.</returns>
    public static async Task<string> SignIn(HttpClient client, Uri gateway)
    {
        using var signedIn = await client.PostAsJsonAsync(new Uri(gateway, "/api/v1/auth/token"), new { user = "admin", password = LocalCluster.Password });
        signedIn.EnsureSuccessStatusCode();
        return (await signedIn.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("accessToken").GetString()!;
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
