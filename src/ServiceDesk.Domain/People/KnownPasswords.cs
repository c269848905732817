using System.Collections.Frozen;
using System.Text;

namespace ServiceDesk.Domain.People;

/// <summary>
/// Passwords of the allowed length that guessing begins with, some thousands, made here out of what is known of people's habits: a common word
/// with a year or a row of digits behind it, two common words, walks over the keyboard, patterns of digits. Compared without case.
/// </summary>
public static class KnownPasswords
{
    private const int FirstYear = 1970;
    private const int LastYear = 2030;

    /// <summary>What a walk or a row of digits is longest in these lists; a longer one is caught by what it repeats.</summary>
    private const int Longest = 20;

    /// <summary>Words of sign-in, of every system and of this one: those that are decorated most.</summary>
    private static readonly string[] Systems =
    [
        "password", "passwort", "passw0rd", "p@ssword", "p@ssw0rd", "pass", "admin", "administrator", "root", "user", "login", "welcome", "changeme", "default",
        "secret", "master", "system", "server", "test", "guest", "manager", "letmein", "temp", "service", "servicedesk", "helpdesk", "support", "orleans", "ticket",
        "aftersales", "customer", "company", "office", "woaini", "mima", "kefu", "shouhou", "qwerty", "1qaz2wsx",
    ];

    private static readonly string[] Words =
    [
        .. Systems, "computer", "internet", "windows", "microsoft", "google", "huawei", "xiaomi", "samsung", "apple",
        // What people like, and how they are called.
        "iloveyou", "monkey", "dragon", "football", "baseball", "basketball", "soccer", "sunshine", "princess", "superman", "batman", "shadow", "michael",
        "jordan", "charlie", "daniel", "jessica", "ashley", "jennifer", "thomas", "robert", "andrew", "flower", "summer", "winter", "spring", "autumn", "freedom",
        "whatever", "starwars", "pokemon", "killer", "hello", "angel", "lovely", "family", "forever", "chocolate", "liverpool", "arsenal", "chelsea",
        // The same in Chinese, by its sounds.
        "woaiwo", "woaiwojia", "woaizhongguo", "wodemima", "zhongguo", "china", "beijing", "shanghai", "guangzhou", "shenzhen", "nihao",
        "laopo", "laogong", "baobao", "baobei", "tiantian", "kuaile", "gongsi", "fuwu", "zhangwei", "wangwei", "wangfang", "liwei", "lina",
        "zhangsan", "lisi", "xiaoming", "haha",
        // What fingers find first.
        "qwertyuiop", "qwer", "asdf", "asdfgh", "asdfghjkl", "zxcv", "zxcvbn", "zxcvbnm", "qazwsx", "qaz", "1q2w3e", "1q2w3e4r", "abc", "abcd",
        "abcdef", "a", "aa", "q", "w", "z", "x", "wo", "ai",
    ];

    private static readonly string[] Digits =
    [
        "1", "12", "123", "1234", "12345", "123456", "1234567", "12345678", "123456789", "1234567890", "123123", "123321", "321", "654321", "987654321", "0000", "000000",
        "111", "1111", "111111", "11111111", "222222", "520", "521", "1314", "520520", "5201314", "1314520", "666", "666666", "66666666", "777", "888", "888888",
        "88888888", "999", "999999", "007", "101", "110", "147258", "147258369", "159357", "741852963", "789456", "789456123", "112233", "121212", "123654",
    ];

    /// <summary>Walks over the keyboard; every stretch of them is one too, from either end.</summary>
    private static readonly string[] Walks =
    [
        "qwertyuiopasdfghjklzxcvbnm", "1234567890qwertyuiopasdfghjklzxcvbnm", "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik,9ol.", "1q2w3e4r5t6y7u8i9o0p", "q1w2e3r4t5y6u7i8o9p0",
        "qazwsxedcrfvtgbyhnujmikolp", "zaq1xsw2cde3vfr4bgt5nhy6mju7", "!qaz@wsx#edc$rfv%tgb^yhn", "!q@w#e$r%t^y&u*i", "1234qwerasdfzxcv", "1a2s3d4f5g6h7j8k9l", "a1s2d3f4g5h6j7k8l9",
        "qwaszxerdfcvtyghbn", "qweasdzxcrtyfghvbn", "123qweasdzxc", "1qazxsw23edcvfr45tgb", "asdfghjkl;'zxcvbnm,./", "abcdefghijklmnopqrstuvwxyz", "12345678901234567890",
        "01234567890123456789", "98765432109876543210", "a1b2c3d4e5f6g7h8i9", "1a2b3c4d5e6f7g8h9i", "147258369147258369", "123456789abcdefghi", "112233445566778899",
    ];

    private static readonly FrozenSet<string> All = Made().Where(made => made.Length >= PasswordRules.Least).ToFrozenSet(StringComparer.Ordinal);

    public static int Count => All.Count;

    public static bool Has(string password) => All.Contains(password.ToLowerInvariant());

    private static IEnumerable<string> Made()
    {
        var years = Enumerable.Range(FirstYear, LastYear - FirstYear + 1).Select(year => $"{year}").ToList();
        var tails = Digits.Concat(years).ToList();
        foreach (var word in Words)
        {
            foreach (var tail in tails) yield return word + tail;
            yield return word + word + word;
        }

        foreach (var word in Systems)
        {
            foreach (var tail in tails)
                foreach (var made in (string[])[tail + word, $"{word}{tail}!", $"{word}@{tail}", $"{word}_{tail}", $"{word}#{tail}"]) yield return made;
            foreach (var other in Systems) yield return word + other;
        }

        foreach (var walk in Walks.Concat(Walks.Select(Backwards)))
            for (var from = 0; from < walk.Length; from++)
                for (var length = PasswordRules.Least; length <= Math.Min(Longest, walk.Length - from); length++)
                    yield return walk.Substring(from, length);
        foreach (var first in Digits)
            foreach (var second in Digits) yield return first + second;
        foreach (var piece in Digits.Concat(Words).Where(piece => piece.Length is >= 2 and <= 8)) yield return Again(piece);
    }

    private static string Backwards(string text) => string.Concat(text.Reverse());

    /// <summary>As often as it takes to be long enough.</summary>
    private static string Again(string piece)
    {
        var text = new StringBuilder(piece);
        while (text.Length < PasswordRules.Least) text.Append(piece);
        return text.ToString();
    }
}
