using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;
using ServiceDesk.Domain.People;
using ServiceDesk.Domain.Texts;
using ServiceDesk.Domain.Tickets;
using ServiceDesk.Gateway.Errors;
using ServiceDesk.Gateway.Identity;
using ServiceDesk.Gateway.Requests;
using ServiceDesk.Gateway.Validation;
using ServiceDesk.Storage.Materials;
using ServiceDesk.Storage.Tickets;

namespace ServiceDesk.Gateway.Tickets;

/// <summary>Supporting material 附加材料 with its files.</summary>
public static class MaterialEndpoints
{
    private const int FieldBytes = 4 * 1024;

    /// <summary>Uploads at a time: each holds its file in memory.</summary>
    private static readonly SemaphoreSlim Uploads = new(4);

    public static void MapMaterials(this RouteGroupBuilder ticket)
    {
        ticket.MapStep<AddMaterial>("materials", "Adds material: the parts name, kind, obtainedVia and, where there is one, file; of a merged ticket, at its survivor.",
                (IMaterialStore store, ITicketQueries queries, [AsParameters] TicketCall call) => call.Add(store, queries))
            .WithMetadata(new TakesFile()).Accepts<MaterialForm>("multipart/form-data");
        ticket.MapGet("materials/{sha256}", Download).WithSummary("The file of a material.").Produces<byte[]>(200, "application/octet-stream").Needs(Function.Read);
    }

    private static async Task<IResult> Add(this TicketCall call, IMaterialStore store, ITicketQueries queries)
    {
        if (!MediaTypeHeaderValue.TryParse(call.Http.Request.ContentType, out var type) || type.MediaType != "multipart/form-data"
            || HeaderUtilities.RemoveQuotes(type.Boundary) is not { Length: > 0 and <= 100 } boundary) return Problem.Of(415);
        if (call.Http.Request.ContentLength > Gate.FileRequestBytes) return Problem.Of(413);
        if (await queries.Find(call.Key, call.Cancel) is null) return Problem.NoSuchTicket;
        if (!await Uploads.WaitAsync(TimeSpan.FromSeconds(10), call.Cancel)) return Problem.Busy;
        try
        {
            var form = await Read(call.Http.Request, boundary.ToString(), call.Cancel);
            var sha = form.File is null ? null : Convert.ToHexStringLower(SHA256.HashData(form.File));
            call.Http.Features.Set(Inbound.Of(call.Http) with { Fingerprint = FingerprintOf(call.Http.Request, form, sha) });
            if (sha is not null) await store.Put(sha, form.File, call.Cancel);
            return await call.HandleAtSurvivor(new AddMaterial(new(form.Name!, form.Kind!, form.ObtainedVia, sha, form.File?.Length)));
        }
        finally
        {
            Uploads.Release();
        }
    }

    private static async Task<MaterialForm> Read(HttpRequest request, string boundary, CancellationToken cancel)
    {
        if (request.HttpContext.Features.Get<Microsoft.AspNetCore.Http.Features.IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
            size.MaxRequestBodySize = Gate.FileRequestBytes;
        var form = new MaterialForm(null, null, null, null);
        var reader = new MultipartReader(boundary, request.Body) { HeadersCountLimit = 8, HeadersLengthLimit = 4 * 1024 };
        try
        {
            while (await reader.ReadNextSectionAsync(cancel) is { } section)
            {
                var name = ContentDispositionHeaderValue.TryParse(section.ContentDisposition, out var part) ? HeaderUtilities.RemoveQuotes(part.Name).ToString() : "";
                var bytes = await BoundedBody.Read(section.Body, name == "file" ? Limits.FileBytes : FieldBytes, cancel);
                form = name switch
                {
                    "file" when form.File is null => form with { File = bytes },
                    "name" when form.Name is null => form with { Name = Text(name, bytes) },
                    "kind" when form.Kind is null => form with { Kind = Text(name, bytes) },
                    "obtainedVia" when form.ObtainedVia is null => form with { ObtainedVia = Text(name, bytes) },
                    "file" or "name" or "kind" or "obtainedVia" => throw new InputException(new InputFault("/" + name, "stands there twice")),
                    _ => throw new InputException(new InputFault("/" + JsonFaults.Escape(name), "unknown field")),
                };
            }
        }
        catch (Exception fault) when (fault is InvalidDataException || fault is IOException and not BadHttpRequestException)
        {
            throw new InputException(new InputFault("", "is not multipart/form-data"));
        }

        var faults = BodyRules.Faults(form).ToList();
        if (form.Name is null) faults.Add(new("/name", "is needed"));
        if (form.Kind is null) faults.Add(new("/kind", "is needed"));
        return faults.Count == 0 ? form : throw new InputException(faults);
    }

    private static string Text(string name, byte[] bytes)
    {
        try
        {
            return new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(bytes);
        }
        catch (DecoderFallbackException)
        {
            throw new InputException(new InputFault("/" + name, "is not UTF-8"));
        }
    }

    /// <summary>Of what the parts say, not of their bytes: a client that sends again draws another boundary.</summary>
    private static string FingerprintOf(HttpRequest request, MaterialForm form, string? sha) => Gate.FingerprintOf(
        request, Encoding.UTF8.GetBytes(string.Join('\n', new[] { form.Name, form.Kind, form.ObtainedVia, sha }.Select(part => part is null ? "-" : $"{part.Length}:{part}"))));

    private static async Task<IResult> Download(string sha256, IMaterialStore store, ITicketQueries queries, [AsParameters] TicketCall call)
    {
        if (await queries.Find(call.Key, call.Cancel) is not { } ticket) return Problem.NoSuchTicket;
        if (ticket.Materials.FirstOrDefault(m => m.File == sha256) is not { } material || await store.Find(sha256, call.Cancel) is not { } bytes)
            return Problem.Of(Refusal.NoSuch("material"), null);
        call.Http.Response.Headers.XContentTypeOptions = "nosniff";
        return TypedResults.File(bytes, "application/octet-stream", material.Name);
    }

    /// <summary>The parts of the form.</summary>
    /// <param name="Name">As people call it.</param>
    /// <param name="Kind">Such as photo, log, contract.</param>
    /// <param name="ObtainedVia">How it was obtained 获取方式.</param>
    public sealed record MaterialForm(
        [property: Line] string? Name, [property: Line(Limits.Code)] string? Kind, [property: Line] string? ObtainedVia, byte[]? File);
}
