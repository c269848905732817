using ServiceDesk.Tests.Servers;

namespace ServiceDesk.Storm.Cluster;

/// <summary>A file system in a file, small enough to be filled.</summary>
internal sealed class SmallDisk : IAsyncDisposable
{
    private const int Megabytes = 1_024;

    private readonly string _filler;
    private readonly Shell _held;

    private SmallDisk(string folder, Shell held) => (Folder, _filler, _held) = (folder, Path.Combine(folder, "filler"), held);

    /// <summary>Why there can be none here; null when there can.</summary>
    public static string? Missing { get; } =
        !Shell.IsRoot ? "a disk that can be filled needs root"
            : !Shell.Has("mkfs.ext4") || !File.Exists("/dev/loop-control") ? "a disk that can be filled needs mkfs.ext4 and loop devices" : null;

    /// <summary>Where it is mounted; everybody may write there.</summary>
    public string Folder { get; }

    public static async Task<SmallDisk> Create()
    {
        var within = ReachableFolder.Create("desk-disk-");
        var (image, mount) = (Path.Combine(within, "disk.img"), Path.Combine(within, "disk"));
        // When this process is killed, what writes there is ended at the same time by guards of its own, and needs the disk until it has gone.
        var held = await Shell.Hold(
            $"truncate -s {Megabytes}M {image}; mkfs.ext4 -q -m 0 {image}; mkdir -p {mount}; mount -o loop {image} {mount}; chmod 1777 {mount}",
            $"for second in $(seq 20); do umount {mount} && break; sleep 1; done; ! mountpoint -q {mount} || umount -l {mount}; "
            + $"rm -f {image}; rmdir {mount} {within}");
        return new(mount, held);
    }

    /// <summary>Takes all the room that is left.</summary>
    public async Task Fill()
    {
        await using var filler = new FileStream(_filler, FileMode.Append, FileAccess.Write, FileShare.Read, bufferSize: 0);
        // What is freed meanwhile by others is taken, too: down to the last block.
        for (var block = new byte[1 << 20]; block.Length >= 4_096;)
        {
            try
            {
                await filler.WriteAsync(block);
            }
            catch (IOException)
            {
                block = new byte[block.Length / 16];
            }
        }
    }

    public void Empty() => File.Delete(_filler);

    public ValueTask DisposeAsync() => _held.DisposeAsync();
}
