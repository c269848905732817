using System.Reflection;
using Orleans.Serialization.Invocation;
using ServiceDesk.Host.Engine;
using ServiceDesk.Tests.Servers;

namespace ServiceDesk.Tests.Grains;

/// <summary>What a gateway does with the calls that a lost silo may have had.</summary>
public sealed class LostSiloCallsTests
{
    private readonly HandTime _time = new();
    private readonly OrleansLostSilo _silos;

    public LostSiloCallsTests() => _silos = new(_time);

    [Fact]
    public async Task A_call_that_was_under_way_when_a_silo_was_lost_has_two_seconds_left()
    {
        var (lost, saved) = (new Call(), new Call());
        var (left, answered) = (_silos.Invoke(lost), _silos.Invoke(saved));
        var told = _silos.Lost();
        saved.Answer.SetResult();
        await answered;
        Assert.False(left.IsCompleted);

        _time.Pass(OrleansLostSilo.Grace);
        await told;
        await Assert.ThrowsAsync<SiloUnavailableException>(() => left);
    }

    [Fact]
    public async Task A_call_that_began_later_is_left_alone_until_the_next_silo_is_lost()
    {
        var first = _silos.Lost();
        var call = new Call();
        var later = _silos.Invoke(call);
        _time.Pass(OrleansLostSilo.Grace);
        await first;
        Assert.False(later.IsCompleted);

        var second = _silos.Lost();
        _time.Pass(OrleansLostSilo.Grace);
        await second;
        await Assert.ThrowsAsync<SiloUnavailableException>(() => later);
    }

    [Fact]
    public async Task What_a_call_failed_with_is_what_its_caller_hears()
    {
        var call = new Call();
        var failing = _silos.Invoke(call);
        call.Answer.SetException(new InvalidOperationException("of the grain"));
        Assert.Equal("of the grain", (await Assert.ThrowsAsync<InvalidOperationException>(() => failing)).Message);
    }

    /// <summary>A call whose answer comes when the test says so.</summary>
    private sealed class Call : IOutgoingGrainCallContext
    {
        public TaskCompletionSource Answer { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Invoke() => Answer.Task;

        public IGrainContext? SourceContext => null;

        public IInvokable Request => throw new NotSupportedException();

        public object Grain => throw new NotSupportedException();

        public GrainId? SourceId => null;

        public GrainId TargetId => default;

        public GrainInterfaceType InterfaceType => default;

        public string InterfaceName => "";

        public string MethodName => "";

        public MethodInfo InterfaceMethod => throw new NotSupportedException();

        public object? Result { get; set; }

        public Response? Response { get; set; }
    }
}
