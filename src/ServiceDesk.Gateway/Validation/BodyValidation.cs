using ServiceDesk.Gateway.Errors;

namespace ServiceDesk.Gateway.Validation;

/// <summary>Checks the body of every endpoint that takes one, before the endpoint runs.</summary>
public static class BodyValidation
{
    public static EndpointFilterDelegate Create(EndpointFilterFactoryContext context, EndpointFilterDelegate next)
    {
        var accepted = BodyTypeOf(context);
        var index = Array.FindIndex(context.MethodInfo.GetParameters(), p => p.ParameterType == accepted);
        if (accepted is null || index < 0) return next;
        return invocation =>
        {
            if (invocation.Arguments[index] is { } body && BodyRules.Faults(body) is { Count: > 0 } faults) throw new InputException(faults);
            return next(invocation);
        };
    }

    /// <summary>The parameter that is read from the body: the only one of our own records that is no service and binds nothing itself.</summary>
    private static Type? BodyTypeOf(EndpointFilterFactoryContext context) =>
        context.MethodInfo.GetParameters().Select(p => p.ParameterType).FirstOrDefault(type =>
            typeof(IRequestBody).IsAssignableFrom(type) || BodyRules.Covers(type) && type.Namespace!.StartsWith("ServiceDesk.Domain", StringComparison.Ordinal));
}

/// <summary>Marks a record that is sent as a request's body, or within one; the records of the domain need no mark.</summary>
public interface IRequestBody;
