namespace ServiceDesk.Gateway.Errors;

/// <summary>One thing wrong with a request.</summary>
/// <param name="Pointer">JSON pointer into the body, or <c>?name</c> for a query parameter, or a header's name.</param>
public sealed record InputFault(string Pointer, string Message);

/// <summary>The request cannot be understood: answered with 400 and everything that is wrong with it.</summary>
public sealed class InputException(params IReadOnlyList<InputFault> faults) : Exception("The request is not valid.")
{
    public IReadOnlyList<InputFault> Faults { get; } = faults;
}
