namespace ServiceDesk.Gateway.Requests;

/// <summary>
/// A request's turn in its lane. What it takes is measured to where its answer begins, without the time in which its body comes in: how fast a
/// body is sent and an answer is read is the client's affair, and must not close the lane to others.
/// </summary>
public sealed class Turn
{
    private readonly Lane _lane;
    private readonly TimeProvider _time;
    private long _since;
    private TimeSpan _took;
    private bool _waits;
    private bool _isAnswered;

    /// <summary>Begins it.</summary>
    public Turn(Lane lane, TimeProvider time)
    {
        (_lane, _time, _since) = (lane, time, time.GetTimestamp());
        lane.Begin();
    }

    /// <summary>From here it waits for its sender.</summary>
    public void Wait()
    {
        if (_waits || _isAnswered) return;
        _took += _time.GetElapsedTime(_since);
        _waits = true;
        _lane.Pause();
    }

    /// <summary>What the sender had to send is there.</summary>
    public void GoOn()
    {
        if (!_waits) return;
        _since = _time.GetTimestamp();
        _waits = false;
        _lane.Begin();
    }

    /// <summary>The answer begins.</summary>
    public void Answer()
    {
        if (_waits || _isAnswered) return;
        _took += _time.GetElapsedTime(_since);
        _isAnswered = true;
    }

    /// <summary>The request is through, answered or not. One that waits for its sender to the end says nothing of how the desk fares.</summary>
    public void End()
    {
        Answer();
        _lane.Leave(_waits ? null : _took);
    }
}
