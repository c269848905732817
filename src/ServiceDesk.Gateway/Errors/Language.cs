using Microsoft.Net.Http.Headers;
using ServiceDesk.Domain.Sites;

namespace ServiceDesk.Gateway.Errors;

/// <summary>The language of labels and reasons; codes are the same in each.</summary>
public enum Language { English, Chinese }

public static class Languages
{
    /// <summary>What Accept-Language prefers of the two; English when it names neither.</summary>
    public static Language Of(HttpRequest request)
    {
        if (!StringWithQualityHeaderValue.TryParseList(request.Headers.AcceptLanguage, out var wanted)) return Language.English;
        foreach (var tag in wanted.Where(w => w.Quality is not 0).OrderByDescending(w => w.Quality ?? 1).Select(w => w.Value.ToString()))
        {
            if (tag.StartsWith("zh", StringComparison.OrdinalIgnoreCase)) return Language.Chinese;
            if (tag.StartsWith("en", StringComparison.OrdinalIgnoreCase)) return Language.English;
        }

        return Language.English;
    }

    public static string In(this Words words, Language language) => language is Language.Chinese ? words.Zh : words.En;
}
