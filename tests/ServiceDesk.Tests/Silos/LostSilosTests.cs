using System.Net;
using ServiceDesk.Tests.Http;

namespace ServiceDesk.Tests.Clusters;

/// <summary>Gateways without a silo.</summary>
[Collection(OneCluster.Name)]
public sealed class LostSilosTests(ClusterUnderTest cluster)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    [Fact]
    public async Task Gateways_that_lost_all_silos_or_have_not_found_any_tell_everybody_to_come_again_and_come_back_by_themselves()
    {
        var (kept, anew) = (cluster.Desk.Gateways[0], cluster.Desk.Gateways[1]);
        var (li, pid) = (await cluster.At(0, "li"), kept.Pid);
        var (phone, key) = ($"138{Random.Shared.Next(100_000_000):D8}", ("Idempotency-Key", Guid.NewGuid().ToString()));
        var intake = DeskClient.Ticket(new { customer = new { name = "华东电子", phone, tier = "vip" } });
        await cluster.Desk.KillSilos();
        try
        {
            await anew.Kill();
            anew.Start();

            // Who had silos hears at the latest when calls are not answered, and says so; who starts without any is alive, and not ready.
            await Faults.DeskHostProcess.Until(Patience, async () => !await kept.IsReady());
            await Faults.DeskHostProcess.Until(Patience, async () => await Status(1, "/health/live") == HttpStatusCode.OK);
            Assert.Equal(HttpStatusCode.ServiceUnavailable, await Status(1, "/health/ready"));
            IsToComeAgain(await cluster.With(1, li).Get("/me"));
            IsToComeAgain(await li.Post("/tickets", intake, key));
        }
        finally
        {
            cluster.Desk.StartSilos();
            await cluster.Desk.Ready(Patience);
        }

        await Faults.DeskHostProcess.Until(Patience, async () =>
        {
            var answer = await li.Post("/tickets", intake, key);
            if (answer.Status != HttpStatusCode.Created) IsToComeAgain(answer);
            return answer.Status == HttpStatusCode.Created;
        });
        Assert.Equal(pid, kept.Pid);
        Assert.Single((await cluster.With(1, li).Get($"/tickets?site=SH&phone={phone}")).Ok().Items);
    }

    /// <summary>Or the same request from before is still being carried out.</summary>
    private static void IsToComeAgain(Answer answer)
    {
        if (answer.Status == HttpStatusCode.Conflict) answer.Problem(409, "request_in_flight");
        else answer.Problem(503, "busy");
        Assert.NotNull(answer.Headers.RetryAfter);
    }

    private async Task<HttpStatusCode?> Status(int gateway, string path)
    {
        try
        {
            return (await cluster.Nobody(gateway).Get(path)).Status;
        }
        catch (HttpRequestException)
        {
            return null;
        }
    }
}
