using Microsoft.Extensions.Primitives;
using ServiceDesk.Gateway.Errors;

namespace ServiceDesk.Gateway.Lists;

/// <summary>The query of a request, read by what its endpoint takes.</summary>
public sealed class QueryValues
{
    private const int MostEntries = 100;

    /// <summary>How often a parameter may stand there that may be repeated.</summary>
    private const int MostRepeated = 100;

    private readonly Dictionary<string, object> _values = [];

    private QueryValues(IQueryCollection query, IReadOnlyList<QueryField> fields)
    {
        var faults = new List<InputFault>();
        foreach (var (name, texts) in query)
        {
            if (fields.FirstOrDefault(field => field.Name == name) is not { } field) faults.Add(new("?" + Shown(name), "unknown parameter"));
            else if (field.Repeated) Repeated(field, texts, faults);
            else if (texts.Count != 1) faults.Add(new("?" + name, "must stand there once"));
            else if (field.Read(texts[0] ?? "") is { Fault: { } fault }) faults.Add(new("?" + name, fault));
            else _values[name] = field.Read(texts[0]!).Value!;
        }

        foreach (var field in fields.Where(f => f.Required && !query.ContainsKey(f.Name))) faults.Add(new("?" + field.Name, "is needed"));
        if (Value<int>(QueryField.Limit) is < 1 or > MostEntries) faults.Add(new("?limit", $"must be 1 to {MostEntries}"));
        if (faults.Count > 0) throw new InputException(faults);
    }

    public string? Cursor => Text(QueryField.Cursor);

    public int Limit => Value<int>(QueryField.Limit) ?? 50;

    public string? Text(QueryField field) => _values.GetValueOrDefault(field.Name) as string;

    /// <summary>All texts of a parameter that may be repeated, in order; none when it was left out.</summary>
    public IReadOnlyList<string> Texts(QueryField field) => _values.GetValueOrDefault(field.Name) as IReadOnlyList<string> ?? [];

    public T? Value<T>(QueryField field) where T : struct => _values.GetValueOrDefault(field.Name) is T value ? value : null;

    public static ValueTask<QueryValues> BindAsync(HttpContext context) => ValueTask.FromResult(
        new QueryValues(context.Request.Query, context.GetEndpoint()?.Metadata.GetMetadata<QueryFields>()?.Fields ?? []));

    private void Repeated(QueryField field, StringValues texts, List<InputFault> faults)
    {
        if (texts.Count > MostRepeated) faults.Add(new("?" + field.Name, $"must stand there {MostRepeated} times at most"));
        else if (texts.Select(text => field.Read(text ?? "").Fault).FirstOrDefault(fault => fault is not null) is { } fault) faults.Add(new("?" + field.Name, fault));
        else _values[field.Name] = texts.OfType<string>().ToArray();
    }

    private static string Shown(string name) => name.Length <= 60 ? name : name[..60] + "…";
}
