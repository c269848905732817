namespace ServiceDesk.Domain.Texts;

/// <summary>How much of anything a ticket takes. Published in docs/api.md and in the OpenAPI document; the numbers stand here alone.</summary>
public static class Limits
{
    /// <summary>Characters of a code word or id.</summary>
    public const int Code = 64;

    /// <summary>Characters of a name, title or other single line.</summary>
    public const int Line = 200;

    /// <summary>Characters of prose: the customer's words, facts, a solution.</summary>
    public const int Prose = 20_000;

    /// <summary>Characters of a note or reason.</summary>
    public const int Note = 2_000;

    /// <summary>Characters of a signature drawn by hand; <see cref="DrawingAttribute"/> repeats the number.</summary>
    public const int Drawing = 32_768;

    /// <summary>Tags on one customer.</summary>
    public const int Tags = 20;

    /// <summary>Materials on one ticket.</summary>
    public const int Materials = 50;

    /// <summary>Subtasks, collaborators, collaborations, visits, changes and links, each, on one ticket.</summary>
    public const int Parts = 100;

    /// <summary>Progress notes on one ticket.</summary>
    public const int Progress = 1_000;

    /// <summary>Bytes of a JSON request body.</summary>
    public const int BodyBytes = 256 * 1024;

    /// <summary>Bytes of one attached file.</summary>
    public const int FileBytes = 25 * 1024 * 1024;

    /// <summary>How far ahead of the desk's clock a sent moment may lie, for clocks that differ a little.</summary>
    public static TimeSpan Ahead { get; } = TimeSpan.FromMinutes(5);
}
