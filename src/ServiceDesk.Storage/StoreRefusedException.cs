namespace ServiceDesk.Storage;

/// <summary>This desk must not work on the store as it is. The message is one line for whoever started it, and says what to do.</summary>
public sealed class StoreRefusedException(string message) : InvalidOperationException(message);
