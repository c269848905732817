using System.Text.RegularExpressions;

namespace ServiceDesk.Tests.Tidy;

/// <summary>Words that this house does without.</summary>
public sealed partial class WordTests
{
    private static IEnumerable<(string Path, string Text)> BareCSharp(params string[] folders) =>
        Repository.CSharp(folders).Select(file => (file.Path, CSharpText.Bare(file.Text)));

    [Fact]
    public void No_name_says_only_that_something_lies_around() => Assert.Empty(
        Repository.Texts.Where(file => EmptyWord().IsMatch(file.Path)).Select(file => file.Path).Concat(
            from file in BareCSharp()
            from Match type in TypeName().Matches(file.Text)
            where EmptyWord().IsMatch(type.Groups["name"].Value)
            select $"{file.Path}: {type.Groups["name"].Value}"));

    [Fact]
    public void Rules_and_grains_are_told_the_time_and_their_ids() =>
        Assert.Empty(Found(BareCSharp("src/ServiceDesk.Domain", "src/ServiceDesk.Grains"), AmbientClock()));

    [Fact]
    public void No_code_depends_on_build_symbols_or_folds_itself_away() => Assert.Empty(Found(Repository.CSharp(), Directive()));

    [Fact]
    public void Nothing_is_left_for_later() => Assert.Empty(Found(Repository.Texts, Leftover()));

    [Fact]
    public void No_test_waits_for_time_to_pass() => Assert.Empty(Found(BareCSharp("tests/ServiceDesk.Tests"), Sleep()));

    [Fact]
    public void No_file_names_a_machine() => Assert.Empty(Found(Repository.Texts, MachinePath()));

    [Theory]
    [InlineData("src/Some/StringHelpers.cs", true)]
    [InlineData("src/Common/Box.cs", true)]
    [InlineData("src/Some/Uncommonly.cs", false)]
    public void Empty_words_are_known(string path, bool empty) => Assert.Equal(empty, EmptyWord().IsMatch(path));

    [Theory]
    [InlineData("DateTimeOffset.UtcNow", true)]
    [InlineData("DateTime.Now.Year", true)]
    [InlineData("time.GetUtcNow()", false)]
    [InlineData("call.Now", false)]
    public void Ambient_clocks_are_known(string code, bool ambient) => Assert.Equal(ambient, AmbientClock().IsMatch(code));

    [Theory]
    [InlineData("await Task.Delay(50);", true)]
    [InlineData("Thread.Sleep(50);", true)]
    [InlineData("await Task.Delay(TimeSpan.FromDays(1), world.Time, cancel);", false)]
    public void Waits_are_known(string code, bool waits) => Assert.Equal(waits, Sleep().IsMatch(code));

    [Theory]
    [InlineData("see [the notes](", "/home/", "ann/notes.md)", true)]
    [InlineData("'C:", @"\Users\", "ann'", true)]
    [InlineData("Location: ", "/api/v1/", "tickets", false)]
    [InlineData("https://example.org", "/home/", "page", false)]
    public void Machine_paths_are_known(string before, string folder, string after, bool machine) =>
        Assert.Equal(machine, MachinePath().IsMatch(before + folder + after));

    private static IEnumerable<string> Found(IEnumerable<(string Path, string Text)> files, Regex word) =>
        from file in files
        from Match match in word.Matches(file.Text)
        select $"{file.Path}:{file.Text.AsSpan(0, match.Index).Count('\n') + 1} {match.Value.Trim()}";

    [GeneratedRegex("(Common|Utils?|Utilit(y|ies)|Helpers?|Managers?)(?![a-z])")]
    private static partial Regex EmptyWord();

    [GeneratedRegex(@"\b(class|struct|interface|enum|record|delegate\s+[\w<>\[\]?]+)\s+(?<name>[A-Z]\w*)")]
    private static partial Regex TypeName();

    [GeneratedRegex(@"\bUtcNow\b|\bDateTime(Offset)?\.(Now|Today)\b|\bGuid\.(NewGuid|CreateVersion7)\b")]
    private static partial Regex AmbientClock();

    [GeneratedRegex(@"^\s*#\s*(if|region)\b", RegexOptions.Multiline)]
    private static partial Regex Directive();

    // Spelled with brackets, so that this file does not find itself.
    [GeneratedRegex(@"\b(TOD[O]|FIXM[E])\b")]
    private static partial Regex Leftover();

    // A delay on a clock of the test's own (time, world.Time) costs nothing.
    [GeneratedRegex(@"\bThread\.Sleep\b|\bTask\.Delay\((?![^;]*,\s*(\w+\.)?[Tt]ime\b)")]
    private static partial Regex Sleep();

    // A folder of somebody's machine at the root of a path; the same words within an address or a longer path are none.
    [GeneratedRegex(@"(?<![\w.:~$}/-])(file://)?/(home|root|Users|work|tmp|mnt|media)/[\w.]|\b[A-Za-z]:\\(Users|Windows|work|tmp)\b")]
    private static partial Regex MachinePath();
}
