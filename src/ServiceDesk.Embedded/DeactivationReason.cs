namespace ServiceDesk.Embedded;

/// <summary>Why an activation goes.</summary>
public enum DeactivationReasonCode
{
    None,
    ShuttingDown,
    ActivationFailed,
    ApplicationRequested,
    ApplicationError,
    ActivationIdle,
}

/// <summary>Why an activation goes, in a code and in words.</summary>
public readonly record struct DeactivationReason(DeactivationReasonCode ReasonCode, string Description);
