namespace ServiceDesk.Storage;

/// <summary>The database did not answer, or not in time. What was to be written may be written or not.</summary>
public sealed class StoreUnavailableException(string message, Exception cause) : Exception(message, cause);
