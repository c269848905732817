using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using ServiceDesk.Domain.Sla;
using ServiceDesk.Domain.Tickets;
using ServiceDesk.Gateway.Validation;

namespace ServiceDesk.Gateway.OpenApi;

/// <summary>Schemas of the types that write their own JSON.</summary>
internal static class OwnSchemas
{
    private static readonly string[] Weekdays = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

    public static Task Apply(OpenApiSchema schema, OpenApiSchemaTransformerContext context, CancellationToken cancel)
    {
        var type = Nullable.GetUnderlyingType(context.JsonTypeInfo.Type) ?? context.JsonTypeInfo.Type;
        var isNullable = Nullable.GetUnderlyingType(context.JsonTypeInfo.Type) is not null ? JsonSchemaType.Null : 0;
        if (type == typeof(DateTimeOffset)) (schema.Type, schema.Format) = (JsonSchemaType.String | isNullable, "date-time");
        else if (type == typeof(TimeSpan)) Duration(schema, "Such as PT4H.");
        else if (type == typeof(Target)) Target(schema);
        else if (type == typeof(Pause)) Pause(schema);
        else if (type == typeof(WorkCalendar)) Calendar(schema);
        else if (typeof(IRequestBody).IsAssignableFrom(type) || typeof(TicketCommand).IsAssignableFrom(type))
            schema.Required = context.JsonTypeInfo.Properties.Where(member => member.IsRequired).Select(member => member.Name).ToHashSet();
        return Task.CompletedTask;
    }

    private static void Duration(OpenApiSchema schema, string text)
    {
        schema.Type = JsonSchemaType.String;
        schema.Format = "duration";
        schema.Description = text;
        schema.Pattern = null;
    }

    private static void Target(OpenApiSchema schema)
    {
        schema.Description = "How much time there is: on the 24×7 clock, in working hours, or in working days.";
        schema.OneOf =
        [
            new OpenApiSchema { Type = JsonSchemaType.String, Format = "duration" },
            Object(("working", new() { Type = JsonSchemaType.String, Format = "duration" }, true)),
            Object(("workingDays", new() { Type = JsonSchemaType.Integer, Minimum = "1" }, true), ("sameTime", new() { Type = JsonSchemaType.Boolean }, false)),
        ];
    }

    private static void Pause(OpenApiSchema schema)
    {
        schema.Type = JsonSchemaType.Array;
        schema.Description = "From and to; the second is null while it lasts.";
        schema.Items = new OpenApiSchema { Type = JsonSchemaType.String | JsonSchemaType.Null, Format = "date-time" };
        (schema.MinItems, schema.MaxItems) = (2, 2);
    }

    private static void Calendar(OpenApiSchema schema)
    {
        OpenApiSchema Dates() => new() { Type = JsonSchemaType.Array, Items = new OpenApiSchema { Type = JsonSchemaType.String, Format = "date" } };
        OpenApiSchema Hours() => new()
        {
            Type = JsonSchemaType.Array,
            Items = new OpenApiSchema { Type = JsonSchemaType.Array, MinItems = 2, MaxItems = 2, Items = new OpenApiSchema { Type = JsonSchemaType.String } },
        };
        var shape = Object(
            ("timeZone", new() { Type = JsonSchemaType.String }, true),
            ("week", Object([.. Weekdays.Select(day => (day, Hours(), false))]), false),
            ("closed", Dates(), false),
            ("opened", new() { Type = JsonSchemaType.Object, AdditionalProperties = Hours() }, false),
            ("publishedYears", new() { Type = JsonSchemaType.Array, Items = new OpenApiSchema { Type = JsonSchemaType.Integer } }, false));
        (schema.Type, schema.Properties, schema.Required, schema.AdditionalPropertiesAllowed) = (shape.Type, shape.Properties, shape.Required, false);
        schema.Description = "When a site is open: hours of each weekday, closed dates, and opened dates with hours of their own.";
    }

    private static OpenApiSchema Object(params (string Name, OpenApiSchema Schema, bool Required)[] fields) => new()
    {
        Type = JsonSchemaType.Object,
        Properties = fields.ToDictionary(f => f.Name, f => (IOpenApiSchema)f.Schema),
        Required = fields.Where(f => f.Required).Select(f => f.Name).ToHashSet(),
        AdditionalPropertiesAllowed = false,
    };
}
