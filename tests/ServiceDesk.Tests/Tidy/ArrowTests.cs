using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace ServiceDesk.Tests.Tidy;

/// <summary>Who may know whom: Domain ← Grains ← Storage ← Gateway ← Host, an engine under Grains. Read from the project files.</summary>
public sealed class ArrowTests
{
    private static readonly IReadOnlyDictionary<string, string[]> Arrows = new Dictionary<string, string[]>
    {
        ["ServiceDesk.Domain"] = [],
        ["ServiceDesk.Embedded"] = [],
        ["ServiceDesk.Grains"] = ["ServiceDesk.Domain"],
        ["ServiceDesk.Storage"] = ["ServiceDesk.Grains"],
        ["ServiceDesk.Gateway"] = ["ServiceDesk.Storage"],
        ["ServiceDesk.Host"] = ["ServiceDesk.Gateway"],
    };

    private static IReadOnlyDictionary<string, XDocument> Projects { get; } = Repository.Texts
        .Where(file => file.Path.StartsWith("src/", StringComparison.Ordinal) && file.Path.EndsWith(".csproj", StringComparison.Ordinal))
        .ToDictionary(file => Path.GetFileNameWithoutExtension(file.Path), file => XDocument.Parse(file.Text));

    [Fact]
    public void The_projects_are_the_six_of_the_house() => Assert.Equal(Arrows.Keys.Order(), Projects.Keys.Order());

    [Fact]
    public void Each_project_refers_to_its_neighbour_and_nothing_else() => Assert.All(
        Arrows, arrow => Assert.Equal(arrow.Value, References(Projects[arrow.Key], "ProjectReference").Select(Path.GetFileNameWithoutExtension)));

    [Fact]
    public void The_domain_has_no_package_and_no_framework()
    {
        Assert.Empty(References(Projects["ServiceDesk.Domain"], "PackageReference"));
        Assert.Empty(References(Projects["ServiceDesk.Domain"], "FrameworkReference"));
    }

    [Theory]
    [InlineData("ServiceDesk.Domain", false)]
    [InlineData("ServiceDesk.Embedded", false)]
    [InlineData("ServiceDesk.Grains", true)]
    public void The_engine_lies_under_the_grains(string project, bool hosts) =>
        Assert.Equal(hosts, Projects[project].Descendants("HostsGrains").Any(said => said.Value == "true"));

    [Fact]
    public void Only_the_build_hands_out_the_engine()
    {
        var targets = XDocument.Parse(Repository.Texts.Single(file => file.Path == "Directory.Build.targets").Text);

        Assert.Equal(["ServiceDesk.Embedded"], References(targets, "ProjectReference").Select(Path.GetFileNameWithoutExtension));
        Assert.All(Projects.Values, project => Assert.DoesNotContain(References(project, "PackageReference"), name => name.Contains("Orleans")));
    }

    [Fact]
    public void The_engine_knows_nothing_of_tickets() => Assert.All(
        Repository.CSharp("src/ServiceDesk.Embedded"),
        file => Assert.DoesNotMatch(@"ServiceDesk\.(Domain|Grains|Storage|Gateway|Host)", CSharpText.Bare(file.Text)));

    [Fact]
    public void A_grain_names_no_engine() => Assert.All(
        Repository.CSharp("src/ServiceDesk.Grains"),
        file => Assert.Empty(Regex.Matches(CSharpText.Bare(file.Text), @"^\s*using\s+(static\s+)?(Orleans|ServiceDesk\.Embedded)\b", RegexOptions.Multiline)));

    [Fact]
    public void What_needs_a_package_of_Orleans_stays_outside_the_solution()
    {
        var solution = Repository.Texts.Single(file => file.Path == "ServiceDesk.Orleans.sln").Text;

        Assert.DoesNotContain("ServiceDesk.Surface", solution);
        Assert.All(Arrows.Keys, project => Assert.Contains($"{project}.csproj", solution));
    }

    private static IEnumerable<string> References(XDocument project, string kind) =>
        project.Descendants(kind).Select(reference => reference.Attribute("Include")!.Value.Replace('\\', '/'));
}
