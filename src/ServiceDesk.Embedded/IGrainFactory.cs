namespace ServiceDesk.Embedded;

/// <summary>Makes references to grains. Nothing is activated, or even looked up, before the first call.</summary>
public interface IGrainFactory
{
    /// <summary>A reference to the grain of this key; cheap, comparable by value, and valid for ever.</summary>
    /// <exception cref="ArgumentException">No registered class, or more than one, implements the interface.</exception>
    TGrainInterface GetGrain<TGrainInterface>(string primaryKey) where TGrainInterface : IGrainWithStringKey;
}
