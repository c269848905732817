using System.Collections;
using System.Collections.Concurrent;
using System.ComponentModel.DataAnnotations;
using System.Reflection;
using System.Text.Json;
using ServiceDesk.Domain.Texts;
using ServiceDesk.Gateway.Errors;

namespace ServiceDesk.Gateway.Validation;

/// <summary>Holds bodies against the limits that stand beside their fields, all the way down; finds every fault, not only the first.</summary>
public static class BodyRules
{
    /// <summary>Faults beyond which no more are listed.</summary>
    private const int Most = 100;

    private static readonly ConcurrentDictionary<Type, Field[]> Known = new();

    public static IReadOnlyList<InputFault> Faults(object body)
    {
        var faults = new List<InputFault>();
        Visit(body, "", faults);
        return faults;
    }

    /// <summary>Whether such objects hold fields of our own to look at.</summary>
    public static bool Covers(Type type) =>
        type is { IsEnum: false, IsPrimitive: false } && type.Assembly.GetName().Name?.StartsWith("ServiceDesk.", StringComparison.Ordinal) is true;

    private static void Visit(object body, string at, List<InputFault> faults)
    {
        foreach (var field in Known.GetOrAdd(body.GetType(), FieldsOf))
        {
            if (faults.Count >= Most) return;
            var value = field.Property.GetValue(body);
            if (value is null) continue;                 // what must not be null was refused when it was read
            var pointer = $"{at}/{field.Name}";
            foreach (var rule in field.Rules) Check(rule, value, pointer, faults);
            Descend(value, pointer, faults);
        }
    }

    private static void Descend(object value, string pointer, List<InputFault> faults)
    {
        if (Covers(value.GetType())) Visit(value, pointer, faults);
        else if (value is IEnumerable list and not (string or IDictionary))
        {
            var index = 0;
            foreach (var item in list)
            {
                if (faults.Count >= Most) return;
                if (item is null) faults.Add(new($"{pointer}/{index}", "must not be null"));
                else if (item is not string) Descend(item, $"{pointer}/{index}", faults);
                index++;
            }
        }
    }

    private static void Check(ValidationAttribute rule, object value, string pointer, List<InputFault> faults)
    {
        if (value is IEnumerable<string> texts && rule is StringLengthAttribute or RegularExpressionAttribute)
        {
            var index = 0;
            foreach (var text in (IEnumerable<string>)value)
            {
                if (text is not null && Fault(rule, text) is { } wrong) faults.Add(new($"{pointer}/{index}", wrong));
                index++;
            }
        }
        else if (Fault(rule, value) is { } fault)
        {
            faults.Add(new(pointer, fault));
        }
    }

    /// <summary>What the rule says against the value, in words for the sender; null when nothing.</summary>
    public static string? Fault(ValidationAttribute rule, object value) => rule switch
    {
        TextAttribute text => value is string s ? TextAttribute.Fault(s, text.MaximumLength, text.Multiline) : "must be text",
        _ when rule.IsValid(value) => null,
        Contacts.PhoneNumberAttribute => "must be a phone number: at least three digits, at most 40 characters",
        Contacts.MailAddressAttribute => "must be a mail address",
        StringLengthAttribute length => $"must be {length.MinimumLength} to {length.MaximumLength} characters long",
        CodeAttribute => $"must be a code of letters, digits and . _ - @ :, at most {Limits.Code} long",
        RegularExpressionAttribute { ErrorMessage: { } message } => message,
        RegularExpressionAttribute pattern => $"must match {pattern.Pattern}",
        RangeAttribute range => $"must be {range.Minimum} to {range.Maximum}",
        MinLengthAttribute most => $"must have at least {most.Length} entries",
        MaxLengthAttribute most => $"must have at most {most.Length} entries",
        _ => "is not valid",
    };

    private static Field[] FieldsOf(Type type) =>
    [
        .. type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Where(p => p.GetIndexParameters().Length == 0 && p.CanRead)
            .Select(p => new Field(p, NameOf(p), [.. p.GetCustomAttributes<ValidationAttribute>(inherit: true)])),
    ];

    private static string NameOf(PropertyInfo property) =>
        property.GetCustomAttribute<System.Text.Json.Serialization.JsonPropertyNameAttribute>()?.Name
            ?? JsonNamingPolicy.CamelCase.ConvertName(property.Name);

    private sealed record Field(PropertyInfo Property, string Name, ValidationAttribute[] Rules);
}
