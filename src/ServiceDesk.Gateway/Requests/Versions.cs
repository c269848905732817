using ServiceDesk.Gateway.Errors;

namespace ServiceDesk.Gateway.Requests;

/// <summary>Versions as entity tags: <c>"7"</c>.</summary>
public static class Versions
{
    /// <summary>A version that nothing has: what a tag that is none of ours compares to.</summary>
    public const int Never = -1;

    /// <summary>The version that the sender saw; null when any will do.</summary>
    public static int? IfMatch(HttpRequest request)
    {
        if (request.Headers.IfMatch is not { Count: > 0 } tags) return null;
        var tag = string.Join(',', tags.AsEnumerable()).Trim();
        if (tag == "*") return null;
        if (tag.StartsWith("W/", StringComparison.Ordinal)) return Never;       // weak tags never match strongly (RFC 9110, 8.8.3.2)
        if (tag is not ['"', .., '"'] || tag.Length < 2 || tag[1..^1].Contains('"', StringComparison.Ordinal))
            throw new InputException(new InputFault("If-Match", "must be one entity tag in quotes, such as \"7\""));
        return int.TryParse(tag[1..^1], System.Globalization.NumberStyles.None, null, out var version) ? version : Never;
    }

    public static void SetVersion(this HttpResponse response, int version) => response.Headers.ETag = $"\"{version}\"";
}
