using System.ComponentModel.DataAnnotations;

namespace ServiceDesk.Domain.Texts;

/// <summary>
/// A line drawn by hand: the path data of SVG (<c>M10 20 L30 40 …</c>), or a PNG as <c>data:image/png;base64,…</c>. Nothing in it can
/// be mistaken for markup.
/// </summary>
public sealed class DrawingAttribute : RegularExpressionAttribute
{
    public DrawingAttribute() : base(@"^(?=[\s\S]{1,32768}$)([Mm][MmZzLlHhVvCcSsQqTtAaEe0-9 ,.+\-\n]*|data:image/png;base64,iVBORw0KGgo[A-Za-z0-9+/]+={0,2})$") =>
        ErrorMessage = $"must be the path data of an SVG, or a PNG as data:image/png;base64, at most {Limits.Drawing} characters long";

    /// <summary>A pattern alone lets an empty text pass.</summary>
    public override bool IsValid(object? value) => value is not "" && base.IsValid(value);
}
