using ServiceDesk.Domain.Viewers;

namespace ServiceDesk.Tests.Domain.Viewers;

public sealed class ViewerBookTests
{
    private static readonly DateTimeOffset Nine = new(2026, 3, 2, 1, 0, 0, TimeSpan.Zero);
    private readonly ViewerBook _book = new();

    [Fact]
    public void Who_has_a_ticket_open_is_there_until_their_page_is_closed()
    {
        See("li", "p1", 0);
        See("wang", "p1", 1);
        See("chen", "p1", 1, number: "202603-0002");
        Assert.Equal(["li", "wang"], Here(2));
        _book.Leave("202603-0001", "li", "p1");
        Assert.Equal(["wang"], Here(2));
    }

    [Fact]
    public void Who_is_not_heard_of_is_gone_after_twelve_seconds()
    {
        See("li", "p1", 0);
        See("wang", "p1", 0);
        See("wang", "p1", 5);
        Assert.Equal(["li", "wang"], Here(11));
        Assert.Equal(["wang"], Here(12));
        Assert.Empty(Here(17));
    }

    [Fact]
    public void Two_pages_are_one_person_who_types_when_one_of_them_does()
    {
        See("li", "p1", 0);
        See("li", "p2", 3, ViewerDoing.Typing);
        var li = Assert.Single(_book.Of("202603-0001", Nine.AddSeconds(4)));
        Assert.Equal((ViewerDoing.Typing, Nine), (li.Doing, li.Since));
        Assert.Empty(_book.Shared(Nine.AddSeconds(4)));
        _book.Leave("202603-0001", "li", "p2");
        Assert.Equal(ViewerDoing.Looking, Assert.Single(_book.Of("202603-0001", Nine.AddSeconds(4))).Doing);
    }

    [Fact]
    public void Only_what_others_can_see_counts_as_a_change()
    {
        See("li", "p1", 0);
        var after = _book.Changes;
        See("li", "p1", 5);
        Assert.Equal(after, _book.Changes);
        See("li", "p1", 6, ViewerDoing.Typing);
        Assert.NotEqual(after, _book.Changes);
        after = _book.Changes;
        Assert.Empty(Here(18));
        Assert.NotEqual(after, _book.Changes);
    }

    [Fact]
    public void Tickets_that_several_have_open_are_told_and_no_others()
    {
        See("li", "p1", 0);
        See("wang", "p1", 0, number: "202603-0002");
        See("li", "p2", 1, number: "202603-0002");
        var shared = Assert.Single(_book.Shared(Nine.AddSeconds(2)));
        Assert.Equal("202603-0002", shared.Number);
        Assert.Equal(["wang", "li"], shared.Viewers.Select(viewer => viewer.Id));
    }

    [Fact]
    public void One_person_cannot_fill_the_book()
    {
        See("wang", "p1", 0);
        for (var page = 0; page < 3 * ViewerBook.PagesOfOne; page++) See("li", $"p{page}", 1 + page / 100.0, number: $"202603-{page:0000}");
        var open = Enumerable.Range(0, 3 * ViewerBook.PagesOfOne).Count(page => _book.Of($"202603-{page:0000}", Nine.AddSeconds(2)).Any(viewer => viewer.Id == "li"));
        Assert.Equal(ViewerBook.PagesOfOne, open);
        Assert.Equal(["wang"], Here(2));
    }

    private void See(string person, string page, double second, ViewerDoing doing = ViewerDoing.Looking, string number = "202603-0001") =>
        _book.See(number, person, page, person, doing, Nine.AddSeconds(second));

    private IEnumerable<string> Here(double second) => _book.Of("202603-0001", Nine.AddSeconds(second)).Select(viewer => viewer.Id);
}
