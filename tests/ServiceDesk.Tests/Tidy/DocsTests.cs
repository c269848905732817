using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;
using ServiceDesk.Domain.Texts;

namespace ServiceDesk.Tests.Tidy;

/// <summary>What the documents promise is what the code says.</summary>
public sealed partial class DocsTests
{
    private static string Api { get; } = Repository.Texts.Single(file => file.Path == "docs/api.md").Text;

    private static string Operations { get; } = Repository.Texts.Single(file => file.Path == "docs/operations.md").Text;

    [Fact]
    public void Every_error_code_stands_in_the_api_document()
    {
        var codes = Repository.CSharp("src/ServiceDesk.Gateway").Append(Repository.Texts.Single(file => file.Path.EndsWith("/Refusal.cs", StringComparison.Ordinal)))
            .SelectMany(file => Code().Matches(file.Text)).Select(match => match.Groups["code"].Value).ToHashSet();

        Assert.True(codes.Count > 40);
        Assert.All(codes, code => Assert.Contains($"`{code}`", Api));
    }

    [Fact]
    public void Every_limit_stands_in_the_api_document() => Assert.Empty(
        from limit in typeof(Limits).GetFields(BindingFlags.Public | BindingFlags.Static)
        let number = ((int)limit.GetRawConstantValue()!).ToString("N0", CultureInfo.InvariantCulture)
        where !Regex.IsMatch(Api, $@"\| {number}( \w+)? \|")
        select $"{limit.Name}: {number}");

    [Fact]
    public void Every_setting_stands_in_the_operations_document() => Assert.All(
        Repository.CSharp("src").SelectMany(file => Setting().Matches(file.Text)).Select(match => match.Groups[1].Value).Distinct(),
        name => Assert.Contains($"`{name}`", Operations));

    [Fact]
    public void Every_link_within_the_documents_leads_somewhere() => Assert.Empty(
        from file in Repository.Texts
        where file.Path.EndsWith(".md", StringComparison.Ordinal)
        from Match link in Link().Matches(file.Text)
        let target = Path.Combine(Repository.Root, Path.GetDirectoryName(file.Path)!, link.Groups[1].Value)
        where !File.Exists(target) && !Directory.Exists(target)
        select $"{file.Path}: {link.Value}");

    [GeneratedRegex("""(NotAllowed\(|RefusalKind\.\w+, |new\((\d{3}|status), )"(?<code>[a-z_]+[a-z])",""")]
    private static partial Regex Code();

    [GeneratedRegex("\"(DESK_[A-Z_]+)\"")]
    private static partial Regex Setting();

    [GeneratedRegex(@"\]\((?!https?:)([^)#\s]+)")]
    private static partial Regex Link();
}
