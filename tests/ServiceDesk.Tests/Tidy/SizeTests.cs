namespace ServiceDesk.Tests.Tidy;

/// <summary>What fits on a few screens is read whole.</summary>
public sealed class SizeTests
{
    private const int FileLines = 400;
    private const int MemberLines = 60;

    [Fact]
    public void No_file_of_code_is_longer_than_400_lines() => Assert.Empty(
        from file in Repository.Texts
        where Path.GetExtension(file.Path) is ".cs" or ".ts" or ".tsx" or ".css" or ".sh" or ""
        let lines = file.Text.AsSpan().Count('\n')
        where lines > FileLines && file.Path != "LICENSE"
        select $"{file.Path} has {lines} lines");

    [Fact]
    public void No_method_is_longer_than_60_lines() => Assert.Empty(
        from file in Repository.CSharp()
        from member in Members.Of(file.Text)
        where member.Lines > MemberLines
        select $"{file.Path}:{member.Line} {member.Head} has {member.Lines} lines");

    [Fact]
    public void The_measure_finds_methods_by_their_brackets()
    {
        const string Source = """"
            using System;
            namespace Some.Place;

            /// <summary>It says { and }.</summary>
            public sealed record Box<T>(int Size) : Thing(Size) where T : struct
            {
                private static readonly Dictionary<int, string> Names = new() { [1] = "}" };

                [Fact, Because("}")]
                public int Twice(string text = "{") // {
                {
                    var c = '{';
                    return $"{text + "}"} {{ {c}" == @"""{" ? 1 : 2;
                }

                public static bool operator ==(Box<T> a, Box<T> b)
                {
                    return true;
                }

                public string Word => Size switch
                {
                    1 => Name(1),
                    _ => "other",
                };

                private static string Text => """
                    {
                    """;

                private sealed class Inner { public T Make<T>() where T : class { return null; } }
            }
            """";

        Assert.Equal(
            [
                new("public int Twice(string text = )", 10, 5), new("public static bool operator ==(Box<T> a, Box<T> b)", 16, 4),
                new("public string Word", 21, 5), new("public T Make<T>() where T : class", 31, 1),
            ],
            Members.Of(Source).Where(member => member.Line > 2));
    }
}
