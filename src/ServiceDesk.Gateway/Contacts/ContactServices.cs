using Microsoft.Extensions.DependencyInjection.Extensions;

namespace ServiceDesk.Gateway.Contacts;

public static class ContactServices
{
    /// <summary>Whoever has a key service registers an <see cref="IKeyWrap"/> of their own before.</summary>
    public static IServiceCollection AddContacts(this IServiceCollection services, KeyRing ring)
    {
        services.TryAddSingleton<IKeyWrap, RingKeyWrap>();
        services.AddSingleton(ring).AddSingleton<ContactKeys>().AddSingleton<ContactVault>();
        services.AddSingleton<KeyRotation>().AddHostedService(provider => provider.GetRequiredService<KeyRotation>());
        services.AddSingleton<Erasures>().AddHostedService(provider => provider.GetRequiredService<Erasures>());
        return services;
    }
}
