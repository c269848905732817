namespace ServiceDesk.Embedded;

/// <summary>A grain, or a reference to one: something with a type and a key.</summary>
public interface IAddressable;

/// <summary>Marks an interface whose implementation is an actor: one turn at a time, found by type and key.</summary>
public interface IGrain : IAddressable;

/// <summary>A grain named by a string.</summary>
public interface IGrainWithStringKey : IGrain;
