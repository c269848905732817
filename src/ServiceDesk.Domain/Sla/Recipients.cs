namespace ServiceDesk.Domain.Sla;

/// <summary>Whom a reminder is for, by their part in the ticket.</summary>
internal static class Recipients
{
    public const string Owner = "owner";
    public const string Supervisor = "supervisor";
    public const string Director = "director";
    public const string Requester = "requester";
    public const string DepartmentHead = "department_head";
    public const string Customer = "customer";
}
