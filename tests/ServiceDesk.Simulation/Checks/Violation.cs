namespace ServiceDesk.Simulation.Checks;

/// <summary>Something that must never be.</summary>
/// <param name="Rule">The rule that was broken.</param>
/// <param name="Ticket">The key of the ticket concerned; null when it is none.</param>
/// <param name="At">About when; null when it is seen only at the end.</param>
public sealed record Violation(string Rule, string? Ticket, string Text, DateTimeOffset? At = null)
{
    public override string ToString() => $"{Rule}: {Ticket} {Text}";
}
