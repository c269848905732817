using ServiceDesk.Tests.Servers;

namespace ServiceDesk.Tests.Storage;

/// <summary>Where the servers of the tests are, when root starts them and they must not be root's.</summary>
public sealed class ReachableFolderTests
{
    [Fact]
    public void A_place_that_is_roots_alone_is_passed_over_and_what_is_made_is_open_to_whoever_comes_through()
    {
        var closed = Directory.CreateTempSubdirectory("desk-closed-");       // 0700
        var open = ReachableFolder.Create("desk-open-");
        try
        {
            var within = Directory.CreateDirectory(Path.Combine(closed.FullName, "within"));
            var made = ReachableFolder.Create("made-", within.FullName, open);
            Assert.Equal(Environment.IsPrivilegedProcess ? open : within.FullName, Path.GetDirectoryName(made));
            Assert.True(new DirectoryInfo(made).UnixFileMode.HasFlag(UnixFileMode.OtherExecute));
        }
        finally
        {
            closed.Delete(recursive: true);
            Directory.Delete(open, recursive: true);
        }
    }
}
