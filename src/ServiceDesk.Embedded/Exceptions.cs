namespace ServiceDesk.Embedded;

/// <summary>A queue is full; the call was not made and may be tried again later.</summary>
public sealed class LimitExceededException(string message) : Exception(message);

/// <summary>The engine is stopping or gone. A call that was under way may have taken effect or not.</summary>
public sealed class SiloUnavailableException(string message) : Exception(message);

/// <summary>
/// The stored document is not the one that was read: somebody else wrote. The activation goes, and the next one reads
/// again.
/// </summary>
public sealed class InconsistentStateException(string message) : Exception(message);
