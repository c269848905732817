namespace ServiceDesk.Gateway.Identity;

/// <summary>What somebody who is signed in has to do before anything else.</summary>
public enum SignInDuty
{
    /// <summary>The password that the desk made for them has run out.</summary>
    ChangePassword,

    /// <summary>Their role demands one-time codes, and they have set up none.</summary>
    EnrolOtp,
}

/// <summary>The endpoint answers also whoever has one of these duties: it is what they do about it.</summary>
public sealed record OpenUnder(IReadOnlyList<SignInDuty> Duties);

public static class DutiesOfEndpoints
{
    public static TBuilder Under<TBuilder>(this TBuilder endpoint, params IReadOnlyList<SignInDuty> duties) where TBuilder : IEndpointConventionBuilder =>
        endpoint.WithMetadata(new OpenUnder(duties));
}
