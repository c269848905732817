namespace ServiceDesk.Embedded;

/// <summary>Marks an interface whose implementation is an actor: one turn at a time, found by type and key.</summary>
public interface IGrain;

/// <summary>A grain named by a string.</summary>
public interface IGrainWithStringKey : IGrain;
