namespace ServiceDesk.Gateway.Attachments;

public static class AttachmentServices
{
    public static IServiceCollection AddAttachments(this IServiceCollection services, AttachmentOptions options)
    {
        services.AddSingleton(options).AddSingleton<AttachmentDoor>().AddHostedService<FileRounds>();
        return options.Scanner is { } daemon ? services.AddSingleton<IFileScanner>(new ClamScanner(daemon.Host, daemon.Port)) : services;
    }
}
