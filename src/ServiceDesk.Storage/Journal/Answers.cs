using System.Text.Json;
using ServiceDesk.Domain;
using ServiceDesk.Domain.Tickets;
using ServiceDesk.Grains.Tickets;

namespace ServiceDesk.Storage.Journal;

/// <summary>Answers of tickets as their columns hold them.</summary>
internal static class Answers
{
    /// <param name="fingerprint">Null for the holder of an external id that came without a request.</param>
    public static Answered Read(string? fingerprint, string? number, int version, string? refusal) => new(
        fingerprint ?? "", number ?? "", version,
        refusal is null ? null : JsonSerializer.Deserialize<Refusal>(refusal, DeskJson.Stored));

    public static string Text(Refusal refusal) => JsonSerializer.Serialize(refusal, DeskJson.Stored);
}
