using ServiceDesk.Domain.Texts;

namespace ServiceDesk.Domain.Tickets;

/// <summary>How the customer writes their name under a change; at least one of both.</summary>
/// <param name="Name">As typed.</param>
/// <param name="Drawn">As drawn by hand: path data of SVG, or a PNG as data URL.</param>
public sealed record SignedName([property: Line] string? Name, [property: Drawing] string? Drawn);

/// <summary>What shows later that the customer signed 电子签章, and what.</summary>
/// <param name="At">When it came in, by the desk's clock.</param>
/// <param name="Address">The client's address; null when it is unknown.</param>
/// <param name="Sha256">Of what was signed, <see cref="Change.SignedText"/> in UTF-8; lower-case hexadecimal digits.</param>
public sealed record Signature(string? Name, string? Drawn, DateTimeOffset At, string? Address, string Sha256);
