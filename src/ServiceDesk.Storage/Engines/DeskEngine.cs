namespace ServiceDesk.Storage.Engines;

/// <summary>What runs the grains.</summary>
public enum DeskEngine
{
    /// <summary>One process; documents and reminders in the desk's own tables.</summary>
    Embedded,

    /// <summary>Silos and gateways; documents and reminders in the tables of Orleans.</summary>
    Orleans,
}
