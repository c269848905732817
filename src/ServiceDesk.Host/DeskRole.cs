namespace ServiceDesk.Host;

/// <summary>What a process of the desk does.</summary>
public enum DeskRole
{
    /// <summary>Grains and HTTP in one process.</summary>
    All,

    /// <summary>Grains; over HTTP only its health.</summary>
    Silo,

    /// <summary>HTTP; its grains are on the silos.</summary>
    Gateway,
}
