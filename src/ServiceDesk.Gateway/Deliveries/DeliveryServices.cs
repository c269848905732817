using ServiceDesk.Gateway.Notices;

namespace ServiceDesk.Gateway.Deliveries;

/// <summary>What tells people and programs outside.</summary>
public static class DeliveryServices
{
    public static IServiceCollection AddDeliveries(this IServiceCollection services, NoticeOptions options)
    {
        services.AddSingleton(options).AddSingleton(options.Plan).AddSingleton(new AddressGuard(options.WebhookAllow));
        services.AddSingleton<WebhookClient>().AddSingleton<WebhookPump>().AddSingleton<MessageWriter>().AddSingleton<AdminNotices>();
        services.AddSingleton<NoticeViews>().AddSingleton<PersonAddresses>();
        if (options.Smtp is { } smtp) services.AddSingleton<ISender>(new SmtpSender(smtp, options.PublicUrl.Host));
        if (options.Sms is { } sms) services.AddSingleton<ISender>(new HttpSender(Domain.Notices.Channel.Sms, sms, ProviderHttp()));
        if (options.Chat is { } chat) services.AddSingleton<ISender>(new HttpSender(Domain.Notices.Channel.Chat, chat, ProviderHttp()));
        services.AddSingleton<InboxBell>().AddHostedService(provider => provider.GetRequiredService<InboxBell>());
        services.AddHostedService<DeliveryService>();
        return services;
    }

    /// <summary>The operator chose where it goes; what it answers is not read.</summary>
    private static HttpClient ProviderHttp() => new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        MaxResponseHeadersLength = 16,
        MaxResponseDrainSize = 4 * 1024,
        PooledConnectionLifetime = TimeSpan.FromMinutes(2),
    });
}
