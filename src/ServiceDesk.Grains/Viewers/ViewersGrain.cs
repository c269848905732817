using ServiceDesk.Domain.Viewers;

namespace ServiceDesk.Grains.Viewers;

/// <summary>Keeps nothing but a book in memory: what it forgets with its process is told again.</summary>
public sealed class ViewersGrain(TimeProvider time) : Grain, IViewersGrain
{
    private readonly ViewerBook _book = new();

    /// <summary>Tells the lives of the grain apart: their counts of changes begin anew.</summary>
    private readonly long _life = time.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>Steady: a clock that is set must not make everybody leave.</summary>
    private readonly long _start = time.GetTimestamp();

    public Task See(Sighting sighting)
    {
        _book.See(sighting.Number, sighting.Person, sighting.Page, sighting.Name, sighting.Doing, Now);
        return Task.CompletedTask;
    }

    public Task Leave(string number, string person, string page)
    {
        _book.Leave(number, person, page);
        return Task.CompletedTask;
    }

    public Task<Viewer[]> Of(string number) => Task.FromResult<Viewer[]>([.. _book.Of(number, Now)]);

    public Task<ViewersLook?> Look(long known)
    {
        var shared = _book.Shared(Now);
        var revision = _life + _book.Changes;
        return Task.FromResult(revision == known ? null : new ViewersLook(revision, shared));
    }

    private DateTimeOffset Now => DateTimeOffset.FromUnixTimeMilliseconds(_life) + time.GetElapsedTime(_start);
}
