namespace ServiceDesk.Simulation.Disks;

/// <summary>What a caller gets whose write was lost or whose answer was.</summary>
internal sealed class DiskFault(string message) : Exception(message);
