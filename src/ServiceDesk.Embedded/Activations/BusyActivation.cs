namespace ServiceDesk.Embedded;

/// <summary>A turn that takes long.</summary>
/// <param name="Method">What runs; OnActivateAsync and OnDeactivateAsync too.</param>
/// <param name="For">How long it has been running.</param>
/// <param name="Waiting">How many messages wait behind it.</param>
public sealed record BusyActivation(string GrainType, string Key, string Method, TimeSpan For, int Waiting);
