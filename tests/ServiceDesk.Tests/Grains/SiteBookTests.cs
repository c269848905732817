using System.Reflection;
using ServiceDesk.Domain.Sites;
using ServiceDesk.Domain.Sla;
using ServiceDesk.Grains.Sites;
using ServiceDesk.Tests.Servers;

namespace ServiceDesk.Tests.Grains;

/// <summary>How often a process asks a site for its rules.</summary>
public sealed class SiteBookTests
{
    private readonly HandTime _time = new();
    private readonly AskedSite _site;
    private readonly SiteBook _book;

    public SiteBookTests()
    {
        var factory = DispatchProxy.Create<IGrainFactory, Factory>();
        ((Factory)(object)factory).Site = DispatchProxy.Create<ISiteGrain, AskedSite>();
        _site = (AskedSite)(object)((Factory)(object)factory).Site!;
        _book = new(factory, _time);
    }

    [Fact]
    public async Task However_many_ask_at_once_the_site_is_asked_once()
    {
        var asked = Enumerable.Range(0, 500).Select(_ => _book.Find("SH").AsTask()).ToArray();
        Assert.Single(_site.Questions);
        _site.Questions[0].SetResult(Rules);
        Assert.All(await Task.WhenAll(asked), rules => Assert.Same(Rules, rules));

        Assert.Same(Rules, await _book.Find("SH"));
        Assert.Single(_site.Questions);
    }

    [Fact]
    public async Task An_answer_that_may_be_too_old_is_not_waited_for()
    {
        var first = _book.Find("SH").AsTask();
        var newer = _book.Find("SH", policyVersion: 2).AsTask();
        Assert.Equal(2, _site.Questions.Count);
        _time.Pass(SiteBook.MaxAge);
        var later = _book.Find("SH").AsTask();
        Assert.Equal(3, _site.Questions.Count);

        _site.Questions.ForEach(question => question.SetResult(Rules));
        await Task.WhenAll(first, newer, later);
    }

    [Fact]
    public async Task When_the_site_does_not_answer_all_who_wait_hear_it_and_the_next_asks_anew()
    {
        var asked = Enumerable.Range(0, 5).Select(_ => _book.Find("SH").AsTask()).ToArray();
        _site.Questions[0].SetException(new TimeoutException());
        foreach (var one in asked) await Assert.ThrowsAsync<TimeoutException>(() => one);

        var again = _book.Find("SH").AsTask();
        _site.Questions[1].SetResult(Rules);
        Assert.Same(Rules, await again);
    }

    private static SiteRules Rules { get; } = new("SH", "Shanghai", "Asia/Shanghai", Profiles.Find("after-sales")!, 1, ChinaCalendar.Standard(), 1);

    /// <summary>Answers when a test does.</summary>
    public class AskedSite : DispatchProxy
    {
        public List<TaskCompletionSource<SiteRules?>> Questions { get; } = [];

        protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
        {
            Questions.Add(new(TaskCreationOptions.RunContinuationsAsynchronously));
            return Questions[^1].Task;
        }
    }

    public class Factory : DispatchProxy
    {
        public ISiteGrain? Site { get; set; }

        protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) => Site;
    }
}
