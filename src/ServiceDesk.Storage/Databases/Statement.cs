using System.Data.Common;

namespace ServiceDesk.Storage.Databases;

/// <summary>One SQL text that both databases take, with its parameters by name.</summary>
internal sealed record Statement(string Text, params (string Name, object? Value)[] Parameters)
{
    public void FillInto(DbCommand command)
    {
        command.CommandText = Text;
        command.Parameters.Clear();
        foreach (var (name, value) in Parameters)
        {
            var parameter = command.CreateParameter();
            parameter.ParameterName = name;
            parameter.Value = value ?? DBNull.Value;
            command.Parameters.Add(parameter);
        }
    }
}
