using ServiceDesk.Domain.Numbers;

namespace ServiceDesk.Domain.Sites;

/// <summary>What a policy must hold before it can be published.</summary>
public static class PolicyRules
{
    /// <summary>Everything wrong with a policy beyond its field limits: JSON pointer and message; empty when it can be published.</summary>
    public static IEnumerable<(string Pointer, string Message)> Faults(SitePolicy policy)
    {
        if (PatternFault(policy.Numbering.Pattern) is { } fault) yield return ("/numbering/pattern", fault);

        foreach (var (list, pointer) in new[] { (policy.ServiceTypes, "/serviceTypes"), (policy.ProgressNodes, "/progressNodes"), (policy.Survey.Questions, "/survey/questions") })
            foreach (var twice in Twice(list.Select(choice => choice.Code))) yield return ($"{pointer}/{twice.Index}/code", $"stands there twice: {twice.Value}");

        foreach (var twice in Twice(policy.Types.Select(type => type.Code))) yield return ($"/types/{twice.Index}/code", $"stands there twice: {twice.Value}");
        for (var i = 0; i < policy.Types.Count; i++)
            foreach (var twice in Twice(policy.Types[i].Subtypes.Select(s => s.Code))) yield return ($"/types/{i}/subtypes/{twice.Index}/code", $"stands there twice: {twice.Value}");

        if (policy.Priorities[^1] is not { Urgency: null, Impact: null, Tier: null })
            yield return ($"/priorities/{policy.Priorities.Count - 1}", "must have no condition, so that every ticket gets a priority");

        foreach (var twice in Twice(policy.Survey.Scale.Select(answer => answer.Value))) yield return ($"/survey/scale/{twice.Index}/value", $"stands there twice: {twice.Value}");
    }

    private static string? PatternFault(string pattern)
    {
        try
        {
            NumberPattern.Parse(pattern);
            return null;
        }
        catch (FormatException fault)
        {
            return fault.Message;
        }
    }

    private static IEnumerable<(int Index, T Value)> Twice<T>(IEnumerable<T> values) =>
        values.Select((value, index) => (index, value)).GroupBy(x => x.value).SelectMany(group => group.Skip(1));
}
