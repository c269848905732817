using System.Runtime.CompilerServices;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace ServiceDesk.Tests.Http;

[Collection(OneDesk.Name)]
public sealed class OpenApiTests(DeskUnderTest desk)
{
    private static readonly JsonSerializerOptions Written = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    [Fact]
    public async Task The_description_is_the_one_on_record()
    {
        var now = (await desk.Nobody().Get("/openapi/v1.json")).Ok().Json.ToJsonString(Written).ReplaceLineEndings("\n") + "\n";
        var path = Path.Combine(Folder(), "golden", "openapi.json");
        if (Environment.GetEnvironmentVariable("DESK_GOLDEN") == "write") await File.WriteAllTextAsync(path, now);
        Assert.True(await File.ReadAllTextAsync(path) == now, "The API has changed: look at it, then write the golden file anew with DESK_GOLDEN=write.");
    }

    [Fact]
    public async Task Every_endpoint_says_what_it_is_what_it_answers_and_how_it_fails()
    {
        var document = (await desk.Nobody().Get("/openapi/v1.json")).Ok();
        Assert.StartsWith("3.1", document.Word("openapi"), StringComparison.Ordinal);
        var names = new HashSet<string>();
        foreach (var (path, operations) in document["paths"]!.AsObject())
            foreach (var (method, operation) in operations!.AsObject())
            {
                var place = $"{method} {path}";
                Assert.True(operation!["summary"]?.GetValue<string>().Length > 0, place);
                Assert.True(operation["tags"]?.AsArray().Count > 0, place);
                Assert.True(names.Add(operation["operationId"]!.GetValue<string>()), place);
                Assert.True(operation["responses"]!.AsObject().Any(r => r.Key.StartsWith('2') || r.Key == "302"), place);
                Assert.Equal(Placeholders(path), (operation["parameters"]?.AsArray() ?? []).Where(p => p!["in"]!.GetValue<string>() == "path").Select(p => p!["name"]!.GetValue<string>()).Order());
                if (!path.StartsWith("/api/", StringComparison.Ordinal)) continue;
                Assert.NotNull(operation["responses"]!["400"]!["content"]!["application/problem+json"]);
                if (method is "post" && operation["requestBody"] is { } body) Assert.NotNull(body["content"]);
            }
    }

    [Fact]
    public async Task Limits_stand_in_the_description()
    {
        var schemas = (await desk.Nobody().Get("/openapi/v1.json")).Ok()["components"]!["schemas"]!;
        Assert.Equal(20_000, schemas["TicketBody"]!["properties"]!["verbatim"]!["maxLength"]!.GetValue<int>());
        Assert.Equal(200, schemas["CustomerBody"]!["properties"]!["name"]!["maxLength"]!.GetValue<int>());
        Assert.Equal(20, schemas["CustomerBody"]!["properties"]!["tags"]!["maxItems"]!.GetValue<int>());
    }

    private static IEnumerable<string> Placeholders(string path) =>
        path.Split('/').Where(part => part.StartsWith('{')).Select(part => part.Trim('{', '}')).Order();

    private static string Folder([CallerFilePath] string file = "") => Path.GetDirectoryName(file)!;
}
