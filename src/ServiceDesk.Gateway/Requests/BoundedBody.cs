using Microsoft.AspNetCore.Http.Features;

namespace ServiceDesk.Gateway.Requests;

/// <summary>Reads a body into memory, and no more of it than allowed, whatever its headers say.</summary>
public static class BoundedBody
{
    /// <exception cref="BadHttpRequestException">413: there is more.</exception>
    public static async Task<byte[]> Read(HttpRequest request, int mostBytes)
    {
        if (request.ContentLength > mostBytes) throw new BadHttpRequestException("The body is too large.", 413);
        if (request.HttpContext.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size) size.MaxRequestBodySize = mostBytes;
        return await Read(request.Body, mostBytes, request.HttpContext.RequestAborted);
    }

    public static async Task<byte[]> Read(Stream stream, int mostBytes, CancellationToken cancel)
    {
        using var buffer = new MemoryStream();
        var chunk = new byte[16 * 1024];
        for (int read; (read = await stream.ReadAsync(chunk, cancel)) > 0;)
        {
            if (buffer.Length + read > mostBytes) throw new BadHttpRequestException("The body is too large.", 413);
            buffer.Write(chunk, 0, read);
        }

        return buffer.ToArray();
    }
}
