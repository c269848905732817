namespace ServiceDesk.Storage.Materials;

internal sealed class MaterialStore(Store store) : IMaterialStore
{
    public Task Put(string sha256, ReadOnlyMemory<byte> bytes, CancellationToken cancel) => store.Execute(
        new(
            "INSERT INTO material (sha256, bytes) VALUES (@sha256, @bytes) ON CONFLICT (sha256) DO NOTHING",
            ("@sha256", sha256), ("@bytes", bytes.ToArray())),
        cancel);

    public async Task<byte[]?> Find(string sha256, CancellationToken cancel)
    {
        await using var reading = await store.Read(cancel);
        return await reading.First(
            new("SELECT bytes FROM material WHERE sha256 = @sha256", ("@sha256", sha256)), row => row.GetFieldValue<byte[]>(0), cancel);
    }
}
