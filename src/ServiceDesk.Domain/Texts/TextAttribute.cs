using System.ComponentModel.DataAnnotations;

namespace ServiceDesk.Domain.Texts;

/// <summary>
/// A text that people will read: not blank, at most <see cref="StringLengthAttribute.MaximumLength"/> UTF-16 units, and free of what
/// forges a display or a log line (control characters, lone surrogates, bidirectional overrides; Unicode TR 36, section 3).
/// </summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Parameter)]
public class TextAttribute : StringLengthAttribute
{
    public TextAttribute(int maximum) : base(maximum) => MinimumLength = 1;

    /// <summary>Whether line breaks and tabs are allowed.</summary>
    public bool Multiline { get; init; }

    protected override ValidationResult? IsValid(object? value, ValidationContext validationContext) => value switch
    {
        null => ValidationResult.Success,
        string text => Fault(text, MaximumLength, Multiline) is { } fault ? new ValidationResult(fault) : ValidationResult.Success,
        IEnumerable<string> texts => texts.Select(text => Fault(text, MaximumLength, Multiline)).FirstOrDefault(f => f is not null) is { } fault
            ? new ValidationResult(fault)
            : ValidationResult.Success,
        _ => new ValidationResult("must be text"),
    };

    /// <summary>What is wrong with the text, in words for the one who sent it; null when nothing is.</summary>
    public static string? Fault(string text, int maximum, bool multiline)
    {
        if (string.IsNullOrWhiteSpace(text)) return "must not be empty";
        if (text.Length > maximum) return $"must be at most {maximum} characters long";
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (char.IsHighSurrogate(c) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1])) { i++; continue; }
            if (char.IsSurrogate(c)) return "must not contain half a surrogate pair";
            if (c is '\n' or '\r' or '\t' && multiline) continue;
            if (char.IsControl(c)) return multiline ? "must not contain control characters" : "must be one line without control characters";
            if (c is >= '\u202A' and <= '\u202E' or >= '\u2066' and <= '\u2069') return "must not contain direction overrides";
        }

        return null;
    }
}

/// <summary>A name or short remark on one line.</summary>
public sealed class LineAttribute(int maximum = Limits.Line) : TextAttribute(maximum);

/// <summary>Prose of several lines.</summary>
public sealed class ProseAttribute : TextAttribute
{
    public ProseAttribute(int maximum = Limits.Prose) : base(maximum) => Multiline = true;
}

/// <summary>A code word, agent id or similar: letters, digits, and . _ - @ :.</summary>
public sealed class CodeAttribute(int maximum = Limits.Code) : RegularExpressionAttribute($"^[\\p{{L}}\\p{{N}}._@:\\-]{{1,{maximum}}}$");

/// <summary>At most so many entries.</summary>
public sealed class AtMostAttribute(int count) : MaxLengthAttribute(count);
