using System.Collections.Concurrent;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using ServiceDesk.Domain.People;
using ServiceDesk.Gateway.Contacts;
using ServiceDesk.Gateway.Identity;
using ServiceDesk.Gateway.Requests;
using ServiceDesk.Storage;

namespace ServiceDesk.Tests.Http;

/// <summary>Found by a storm: who had hung up on a claim before its answer was there, got an empty one whenever they asked again.</summary>
public sealed class GoneSenderTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("desk-gone-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Who_hangs_up_before_the_answer_gets_it_whole_when_they_ask_again()
    {
        var kept = new KeptAnswers(new Kept(), new(KeyRing.Open(Path.Combine(_folder, "keys.json")), null!));
        await using var services = new ServiceCollection().AddSingleton(kept).AddLogging().BuildServiceProvider();
        await Ask(services, hangsUp: true);
        Assert.Equal((200, """{"number":"202611-0001"}"""), await Ask(services, hangsUp: false));
    }

    private static async Task<(int Status, string Body)> Ask(IServiceProvider services, bool hangsUp)
    {
        using var sender = new CancellationTokenSource();
        using var wire = new MemoryStream();
        var http = new DefaultHttpContext { RequestServices = services, RequestAborted = sender.Token, Response = { Body = wire } };
        http.Request.Method = HttpMethods.Post;
        http.SetEndpoint(new(null, EndpointMetadataCollection.Empty, "claim"));
        http.Features.Set(new Caller(ActorKind.Staff, "li", "Li", Powers.None, ExpiresAt: null));
        http.Features.Set(new Inbound("key", "fingerprint", "fresh"));
        var filter = KeptAnswers.Create(new() { MethodInfo = null!, ApplicationServices = services }, async _ =>
        {
            if (hangsUp) await sender.CancelAsync();
            return Results.Json(new { number = "202611-0001" });
        });
        await ((IResult)(await filter(new DefaultEndpointFilterInvocationContext(http)))!).ExecuteAsync(http).ContinueWith(_ => { }, TaskScheduler.Default);
        return (http.Response.StatusCode, System.Text.Encoding.UTF8.GetString(wire.ToArray()));
    }

    private sealed class Kept : IAnswerStore
    {
        private readonly ConcurrentDictionary<string, KeptAnswer> _answers = [];

        public Task<KeptAnswer?> Find(string requestId, CancellationToken cancel) => Task.FromResult(_answers.GetValueOrDefault(requestId));

        public Task Keep(string requestId, KeptAnswer answer, CancellationToken cancel) => Task.FromResult(_answers.TryAdd(requestId, answer));
    }
}
