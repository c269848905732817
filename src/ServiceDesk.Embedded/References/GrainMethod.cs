using System.Linq.Expressions;
using System.Reflection;

namespace ServiceDesk.Embedded;

/// <summary>A method of a grain interface: how it is sent, and compiled once, how it is invoked.</summary>
internal abstract class GrainMethod(MethodInfo method)
{
    private readonly Type[] _parameters = [.. method.GetParameters().Select(parameter => parameter.ParameterType)];
    private Func<object, object?[], Task>? _invoke;

    public string Name { get; } = method.Name;

    protected bool IsOneWay { get; } = method.IsDefined(typeof(OneWayAttribute));

    protected bool ReturnsValueTask { get; } = method.ReturnType.Name.StartsWith("ValueTask", StringComparison.Ordinal);

    /// <exception cref="InvalidOperationException">The method cannot be a message.</exception>
    public static GrainMethod Of(MethodInfo method)
    {
        var result = method.ReturnType;
        if (method.IsGenericMethod || method.GetParameters().Any(parameter => parameter.ParameterType.IsByRef))
            throw Impossible(method, "has no type or by-reference parameters");
        if (result == typeof(Task) || result == typeof(ValueTask)) return new GrainMethod<Nothing>(method);
        var open = result.IsGenericType ? result.GetGenericTypeDefinition() : null;
        if (open != typeof(Task<>) && open != typeof(ValueTask<>)) throw Impossible(method, "returns Task or ValueTask");
        if (method.IsDefined(typeof(OneWayAttribute))) throw Impossible(method, "that is one-way has no result");
        var typed = typeof(GrainMethod<>).MakeGenericType(result.GetGenericArguments());
        return (GrainMethod)Activator.CreateInstance(typed, method)!;
    }

    public Task Invoke(object grain, object?[] arguments) => (_invoke ??= Compile(method))(grain, arguments);

    /// <summary>Sends the call; what comes back is of the method's own return type.</summary>
    public abstract object Send(Engine engine, GrainId target, object?[] arguments);

    protected object?[] Packed(object?[]? arguments, EngineOptions options)
    {
        if (arguments is null or []) return [];
        if (!options.CopyMessages) return arguments;
        var copies = new object?[arguments.Length];
        for (var i = 0; i < copies.Length; i++) copies[i] = MessageCopy.Of(arguments[i], _parameters[i], options.Json);
        return copies;
    }

    private static InvalidOperationException Impossible(MethodInfo method, string why) =>
        new($"{method.DeclaringType}.{method.Name}: a grain method {why}.");

    private static Func<object, object?[], Task> Compile(MethodInfo method)
    {
        var grain = Expression.Parameter(typeof(object));
        var arguments = Expression.Parameter(typeof(object?[]));
        Expression call = Expression.Call(Expression.Convert(grain, method.DeclaringType!), method,
            method.GetParameters().Select((parameter, i) =>
                Expression.Convert(Expression.ArrayIndex(arguments, Expression.Constant(i)), parameter.ParameterType)));
        if (!call.Type.IsAssignableTo(typeof(Task))) call = Expression.Call(call, nameof(ValueTask.AsTask), null);
        return Expression.Lambda<Func<object, object?[], Task>>(call, grain, arguments).Compile();
    }
}

/// <summary>A method with a result of this type; <see cref="Nothing"/> for one without.</summary>
internal sealed class GrainMethod<T>(MethodInfo method) : GrainMethod(method)
{
    public override object Send(Engine engine, GrainId target, object?[] arguments)
    {
        var packed = Packed(arguments, engine.Options);
        if (IsOneWay)
        {
            engine.Send(new OneWay(engine, target, this, packed));
            return ReturnsValueTask ? ValueTask.CompletedTask : Task.CompletedTask;
        }

        var call = new Call<T>(engine, target, this, packed);
        engine.Send(call);
        if (!ReturnsValueTask) return call.Answer;
        return typeof(T) == typeof(Nothing) ? new ValueTask(call.Answer) : new ValueTask<T>(call.Answer);
    }
}
