namespace ServiceDesk.Embedded;

/// <summary>
/// Says which of several engines on one scheduler has a grain: how a simulator makes processes that call each other. An optional
/// service; without it every grain lives in the engine that calls it.
/// </summary>
public interface IPlacement
{
    /// <summary>The engine that a call to this grain goes to now; null for the caller's own.</summary>
    EngineHost? HomeOf(string grainType, string key);
}
