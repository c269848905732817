using Orleans.Storage;

namespace ServiceDesk.Host.Engine;

/// <summary>
/// Orleans' table of documents, in which every key has a row of its own. The provider keeps a key that reads as a hexadecimal number by its
/// value, so that the sites A and 0A would share one document; keys with a leading zero are marked and stay text.
/// </summary>
internal sealed class OrleansDocuments(IGrainStorage table) : IGrainStorage
{
    private const char Mark = '=';

    public Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) =>
        table.ReadStateAsync(stateName, RowOf(grainId), grainState);

    public Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) =>
        table.WriteStateAsync(stateName, RowOf(grainId), grainState);

    public Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) =>
        table.ClearStateAsync(stateName, RowOf(grainId), grainState);

    /// <summary>The grain's key, from the text of its row.</summary>
    public static string KeyOf(string row) => row.TrimStart(Mark);

    private static GrainId RowOf(GrainId grain) =>
        grain.Key.ToString() is ['0', _, ..] key && key.All(char.IsAsciiHexDigit) ? GrainId.Create(grain.Type, Mark + key) : grain;
}
