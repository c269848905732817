using System.Net;
using Microsoft.Extensions.DependencyInjection;
using ServiceDesk.Gateway.Requests;

namespace ServiceDesk.Tests.Http;

/// <summary>A desk that has more to do than it can.</summary>
public sealed class OverloadTests
{
    [Fact]
    public async Task Who_cannot_be_served_in_time_is_told_when_to_come_again_and_reading_goes_on()
    {
        await using var desk = await DeskUnderTest.Started();
        var agent = await desk.Agent();
        var path = (await agent.Take()).Path;
        var lane = desk.Services.GetRequiredService<Lanes>().Of("POST");
        var underWay = 0;
        for (ValueTask<bool> turn; ; underWay++)
        {
            turn = lane.Enter(CancellationToken.None);
            if (!turn.IsCompletedSuccessfully)
            {
                Assert.False(await turn);
                break;
            }

            lane.Begin();
        }

        var busy = agent.Post(path + "/acknowledge");
        Assert.Equal(HttpStatusCode.OK, (await agent.Get(path)).Status);
        var told = (await busy).Problem(503, "busy");
        Assert.InRange(int.Parse(told.Headers.RetryAfter!.ToString()), 1, 5);
        Assert.Equal("\"1\"", (await agent.Get(path)).Etag);

        for (; underWay > 0; underWay--) lane.Leave(TimeSpan.Zero);
        Assert.Equal(HttpStatusCode.OK, (await agent.Post(path + "/acknowledge")).Status);
    }
}
