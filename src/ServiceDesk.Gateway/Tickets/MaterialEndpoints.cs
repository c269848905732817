using System.Text;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;
using ServiceDesk.Domain.People;
using ServiceDesk.Domain.Texts;
using ServiceDesk.Domain.Tickets;
using ServiceDesk.Gateway.Attachments;
using ServiceDesk.Gateway.Edges;
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

    /// <summary>Uploads at a time: each holds a temporary file and a buffer.</summary>
    private static readonly SemaphoreSlim Uploads = new(128);

    public static void MapMaterials(this RouteGroupBuilder ticket)
    {
        ticket.MapStep<AddMaterial>("materials", "Adds material: the parts name, kind, obtainedVia and, where there is one, file; of a merged ticket, at its survivor.",
                (AttachmentDoor door, ITicketQueries queries, [AsParameters] TicketCall call) => call.Add(door, queries))
            .WithMetadata(new TakesFile()).Accepts<MaterialForm>("multipart/form-data");
        ticket.MapGet("materials/{sha256}", Download).WithSummary("The file of a material.").Produces<byte[]>(200, "application/octet-stream").Needs(Function.Read);
    }

    private static async Task<IResult> Add(this TicketCall call, AttachmentDoor door, ITicketQueries queries)
    {
        if (!MediaTypeHeaderValue.TryParse(call.Http.Request.ContentType, out var type) || type.MediaType != "multipart/form-data"
            || HeaderUtilities.RemoveQuotes(type.Boundary) is not { Length: > 0 and <= 100 } boundary) return Problem.Of(415);
        if (call.Http.Request.ContentLength > Gate.FileRequestBytes) return Problem.Of(413);
        if (await queries.Find(call.Key, call.Cancel) is null) return Problem.NoSuchTicket;
        if (!await Uploads.WaitAsync(TimeSpan.FromSeconds(10), call.Cancel)) return Problem.Busy;
        var parts = new Parts();
        try
        {
            var form = await Read(call.Http.Request, boundary.ToString(), parts, call.Cancel);
            call.Http.Features.Set(Inbound.Of(call.Http) with { Fingerprint = FingerprintOf(call.Http.Request, form, parts.File?.Sha256) });
            if (parts.File is { } file
                && await door.Take(call.Site, file, call.Caller.Scope, call.Http.Connection.RemoteIpAddress?.ToString(), call.Cancel) is { } refused) return refused;
            return await call.HandleAtSurvivor(new AddMaterial(
                new(form.Name!, form.Kind!, form.ObtainedVia, parts.File?.Sha256, parts.File?.Size, parts.File?.MediaType)));
        }
        finally
        {
            if (parts.File is not null) await parts.File.DisposeAsync();
            Uploads.Release();
        }
    }

    private static async Task<MaterialForm> Read(HttpRequest request, string boundary, Parts parts, CancellationToken cancel)
    {
        if (request.HttpContext.Features.Get<Microsoft.AspNetCore.Http.Features.IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
            size.MaxRequestBodySize = Gate.FileRequestBytes;
        var reader = new MultipartReader(boundary, request.Body) { HeadersCountLimit = 8, HeadersLengthLimit = 4 * 1024 };
        try
        {
            while (await reader.ReadNextSectionAsync(cancel) is { } section)
            {
                var name = ContentDispositionHeaderValue.TryParse(section.ContentDisposition, out var part) ? HeaderUtilities.RemoveQuotes(part.Name).ToString() : "";
                if (name is not ("file" or "name" or "kind" or "obtainedVia")) throw new InputException(new InputFault("/" + JsonFaults.Escape(name), "unknown field"));
                if (name == "file" ? parts.File is not null : parts.Texts.ContainsKey(name)) throw new InputException(new InputFault("/" + name, "stands there twice"));
                if (name == "file") parts.File = await Spool.Read(section.Body, Limits.FileBytes, cancel);
                else parts.Texts[name] = Text(name, await BoundedBody.Read(section.Body, FieldBytes, cancel));
            }
        }
        catch (Exception fault) when (fault is InvalidDataException || fault is IOException and not BadHttpRequestException)
        {
            throw new InputException(new InputFault("", "is not multipart/form-data"));
        }

        var form = new MaterialForm(
            parts.Texts.GetValueOrDefault("name"), parts.Texts.GetValueOrDefault("kind"), parts.Texts.GetValueOrDefault("obtainedVia"), null);
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
        if (ticket.Materials.FirstOrDefault(m => m.File == sha256) is not { } material || await store.Find(sha256, call.Cancel) is not { } file)
            return Problem.Of(Refusal.NoSuch("material"), null);
        if (AttachmentDoor.Bars(file) is { } barred) return barred;
        call.Http.Response.Headers.ContentSecurityPolicy = SecurityHeaders.FilePolicy;
        call.Http.Response.ContentLength = file.Size;
        return TypedResults.Stream(target => store.CopyTo(sha256, target, call.Cancel), file.MediaType, material.Name);
    }

    /// <summary>The parts as they come in.</summary>
    private sealed class Parts
    {
        public Dictionary<string, string> Texts { get; } = [];

        public Spool? File { get; set; }
    }

    /// <summary>The parts of the form.</summary>
    /// <param name="Name">As people call it.</param>
    /// <param name="Kind">Such as photo, log, contract.</param>
    /// <param name="ObtainedVia">How it was obtained 获取方式.</param>
    public sealed record MaterialForm(
        [property: Line] string? Name, [property: Line(Limits.Code)] string? Kind, [property: Line] string? ObtainedVia, byte[]? File);
}
