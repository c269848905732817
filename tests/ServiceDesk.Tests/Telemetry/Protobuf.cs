using System.Text;

namespace ServiceDesk.Tests.Telemetry;

/// <summary>A protobuf message, read by field number: enough of the wire format to look into what an exporter sends.</summary>
internal sealed class Protobuf
{
    private readonly List<(int Field, ReadOnlyMemory<byte> Bytes)> _fields = [];

    public Protobuf(ReadOnlyMemory<byte> message)
    {
        for (var rest = message; rest.Length > 0;)
        {
            var key = Number(ref rest);
            var length = (key & 7) switch
            {
                0 => 0,
                1 => 8,
                2 => (int)Number(ref rest),
                5 => 4,
                var type => throw new FormatException($"There is no wire type {type}."),
            };
            if ((key & 7) == 0) Number(ref rest);
            else if ((key & 7) == 2) _fields.Add(((int)(key >> 3), rest[..length]));
            rest = rest[length..];
        }
    }

    public IEnumerable<Protobuf> Messages(int field) => All(field).Select(bytes => new Protobuf(bytes));

    /// <summary>Empty where the field is left out.</summary>
    public string Text(int field) => Encoding.UTF8.GetString(All(field).FirstOrDefault().Span);

    public string Hex(int field) => Convert.ToHexStringLower(All(field).FirstOrDefault().Span);

    private IEnumerable<ReadOnlyMemory<byte>> All(int field) => _fields.Where(item => item.Field == field).Select(item => item.Bytes);

    private static ulong Number(ref ReadOnlyMemory<byte> rest)
    {
        var number = 0UL;
        for (var shift = 0; ; shift += 7)
        {
            var piece = rest.Span[0];
            rest = rest[1..];
            number |= (ulong)(piece & 0x7f) << shift;
            if (piece < 0x80) return number;
        }
    }
}
