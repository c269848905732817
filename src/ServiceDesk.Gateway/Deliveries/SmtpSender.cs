using System.Net;
using System.Net.Mail;
using System.Text;
using ServiceDesk.Domain.Notices;

namespace ServiceDesk.Gateway.Deliveries;

/// <summary>Mail by SMTP.</summary>
public sealed class SmtpSender(SmtpOptions options, string domain) : ISender
{
    public Channel Channel => Channel.Email;

    public async Task Send(OutwardMessage message, CancellationToken cancel)
    {
        using var mail = new MailMessage(options.From, message.To)
        {
            Subject = message.Text.Title,
            SubjectEncoding = Encoding.UTF8,
            Body = message.Text.Text,
            BodyEncoding = Encoding.UTF8,
        };
        mail.Headers.Add("Message-ID", $"<{message.Id}@{domain}>");
        mail.Headers.Add("Auto-Submitted", "auto-generated");       // RFC 3834: nobody's holiday reply is wanted
        using var client = new SmtpClient(options.Host, options.Port) { EnableSsl = options.StartTls };
        if (options.User is not null) client.Credentials = new NetworkCredential(options.User, options.Password);
        try
        {
            await client.SendMailAsync(mail, cancel);
        }
        catch (SmtpException fault)
        {
            // What the server says may repeat the address; its code says enough.
            var code = (int)fault.StatusCode;
            throw new SendException(code > 0 ? $"SMTP {code}" : $"SMTP: {(fault.InnerException ?? fault).GetType().Name}", isFinal: code is >= 550 and <= 553, fault);
        }
    }
}
