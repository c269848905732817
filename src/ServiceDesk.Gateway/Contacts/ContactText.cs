using System.ComponentModel.DataAnnotations;
using System.Text.RegularExpressions;

namespace ServiceDesk.Gateway.Contacts;

/// <summary>How contacts are written, compared and hidden.</summary>
public static partial class ContactText
{
    /// <summary>The digits alone, without the prefix of mainland China.</summary>
    public static string NormalPhone(string phone)
    {
        var international = phone.TrimStart().StartsWith('+');
        var digits = string.Concat(phone.Where(char.IsAsciiDigit));
        return digits.StartsWith("0086", StringComparison.Ordinal) ? digits[4..]
            : international && digits.StartsWith("86", StringComparison.Ordinal) ? digits[2..] : digits;
    }

    public static string NormalEmail(string email) => email.Trim().ToLowerInvariant();

    /// <summary>138****5678; of a short number less is shown.</summary>
    public static string MaskPhone(string phone) => NormalPhone(phone) switch
    {
        { Length: >= 11 } digits => $"{digits[..3]}****{digits[^4..]}",
        { Length: >= 7 } digits => $"{digits[..2]}****{digits[^2..]}",
        var digits => $"****{digits[^1..]}",
    };

    /// <summary>z***@example.com.</summary>
    public static string MaskEmail(string email) => NormalEmail(email) is var text ? $"{text[..1]}***{text[text.LastIndexOf('@')..]}" : "";

    [GeneratedRegex(@"^(?=(.*\d){3})[0-9+()\-./,;# 转extEXT]{3,40}$", RegexOptions.CultureInvariant)]
    internal static partial Regex Phone();

    [GeneratedRegex(@"^[^\s@\p{C}]{1,64}@[^\s@\p{C}]{1,190}$", RegexOptions.CultureInvariant)]
    internal static partial Regex Email();
}

/// <summary>A phone number as people write it.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class PhoneNumberAttribute() : StringLengthAttribute(40)
{
    public override bool IsValid(object? value) => value is null || value is string text && ContactText.Phone().IsMatch(text);
}

[AttributeUsage(AttributeTargets.Property)]
public sealed class MailAddressAttribute() : StringLengthAttribute(254)
{
    public override bool IsValid(object? value) => value is null || value is string text && ContactText.Email().IsMatch(text);
}
