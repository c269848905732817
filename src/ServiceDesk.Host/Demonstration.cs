using ServiceDesk.Domain.People;
using ServiceDesk.Gateway.Identity;
using ServiceDesk.Grains.Sites;
using ServiceDesk.Storage.Accounts;

namespace ServiceDesk.Host;

/// <summary>Two sites with an agent for every role, to try the desk out.</summary>
public static class Demonstration
{
    /// <summary>What the ids are made of, by role.</summary>
    private static readonly (string Word, string Role, int Count)[] Staff =
    [
        ("agent", "service_agent", 2), ("engineer", "engineer", 2), ("manager", "technical_support_manager", 1),
        ("relations", "customer_relations_specialist", 1), ("field", "field_engineer", 1), ("member", "department_member", 1),
        ("supervisor", Roles.Supervisor, 1), ("director", Roles.Director, 1), ("auditor", Roles.Auditor, 1), ("admin", Roles.SiteAdmin, 1),
    ];

    /// <summary>Makes what never was; the password is set at every start, so that it is known.</summary>
    public static async Task Make(IGrainFactory grains, FirstAccounts accounts, DeskOptions options, CancellationToken cancel)
    {
        var password = options.AdminPassword ?? FirstAccounts.RandomPassword();
        await grains.GetGrain<ISiteGrain>("SH").Put(new("Shanghai After-Sales 上海售后服务中心", "Asia/Shanghai", "after-sales"), FirstAccounts.Admin);
        await grains.GetGrain<ISiteGrain>("BJ").Put(new("Beijing Quick Response 北京快速响应中心", "Asia/Shanghai", "quick-response"), FirstAccounts.Admin);
        await accounts.Make([.. Agents("SH"), .. Agents("BJ")], password, cancel);
        if (options.AdminPassword is null) options.Console.WriteLine($"Demonstration: the agents of SH and BJ sign in with the password {password}");
    }

    private static IEnumerable<Account> Agents(string site)
    {
        var prefix = site.ToLowerInvariant();
        foreach (var (word, role, count) in Staff)
            for (var i = 1; i <= count; i++)
            {
                var supervisor = role is Roles.Supervisor or Roles.Director or Roles.Auditor ? null : $"{prefix}-supervisor-1";
                yield return new($"{prefix}-{word}-{i}", $"{site} {word} {i}", [site], [role], [], 10, supervisor, null);
            }
    }
}
