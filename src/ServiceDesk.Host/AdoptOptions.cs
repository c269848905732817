using ServiceDesk.Storage;
using ServiceDesk.Storage.Engines;

namespace ServiceDesk.Host;

/// <summary>What <c>desk adopt</c> was told.</summary>
/// <param name="To">The engine that is to run the desk.</param>
/// <param name="From">Whose documents count, in a store where nothing says it; null where it has not to be said.</param>
public sealed record AdoptOptions(DeskEngine To, DeskEngine? From)
{
    /// <exception cref="StoreRefusedException">It was told something else.</exception>
    public static AdoptOptions Parse(IReadOnlyList<string> words)
    {
        var options = new AdoptOptions(DeskEngine.Orleans, From: null);
        for (var i = 0; i < words.Count; i += 2)
        {
            DeskEngine? engine = words.ElementAtOrDefault(i + 1) switch
            {
                "embedded" => DeskEngine.Embedded,
                "orleans" => DeskEngine.Orleans,
                _ => null,
            };
            options = (words[i], engine) switch
            {
                ("--to", { } to) => options with { To = to },
                ("--from", { } from) => options with { From = from },
                _ => throw new StoreRefusedException("usage: adopt [--to orleans|embedded] [--from embedded|orleans]"),
            };
        }

        return options;
    }
}
