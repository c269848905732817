using System.Diagnostics.Metrics;
using ServiceDesk.Domain;
using ServiceDesk.Gateway.Health;
using ServiceDesk.Grains.Telemetry;
using ServiceDesk.Grains.Tickets;
using ServiceDesk.Storage;
using ServiceDesk.Storage.Documents;

namespace ServiceDesk.Host.Engine;

/// <summary>Grains in this process; their documents and reminders in the desk's own store.</summary>
public static class EmbeddedEngine
{
    public static void AddDeskEngine(this WebApplicationBuilder builder, StoreAddress _, DeskOptions desk)
    {
        if (desk.Role is not DeskRole.All)
            throw new InvalidOperationException("Silos and gateways need the Orleans build (DeskEngine=Orleans): the embedded engine is one process, DESK_ROLE=all.");

        builder.Services.AddSingleton<IDocumentStore, Documents>();
        builder.Services.AddSingleton<IReminderTable, Reminders>();
        builder.Services.AddSingleton<IEngineHealth, Health>();
        builder.Services.AddEmbeddedEngine(options =>
        {
            options.GrainAssemblies.Add(typeof(ITicketGrain).Assembly);
            options.Json = DeskJson.Stored;
            options.CopyMessages = false;
        });
        builder.Services.AddHostedService<Measurements>();
    }

    private sealed class Documents(DocumentTable table) : IDocumentStore
    {
        public async Task<StoredDocument?> Read(string kind, string key, CancellationToken cancellationToken) =>
            await table.Read(kind, key, cancellationToken) is { } row ? new(row.Body, row.Etag) : null;

        public async Task<string> Write(string kind, string key, string body, string? expectedEtag, CancellationToken cancellationToken) =>
            await table.Write(kind, key, body, expectedEtag, cancellationToken) ?? throw Changed(kind, key);

        public async Task Clear(string kind, string key, string? expectedEtag, CancellationToken cancellationToken)
        {
            if (!await table.Clear(kind, key, expectedEtag, cancellationToken)) throw Changed(kind, key);
        }

        private static InconsistentStateException Changed(string kind, string key) => new($"{kind} of {key} is not what was read.");
    }

    private sealed class Reminders(ReminderTable table) : IReminderTable
    {
        public Task Upsert(ReminderRow row, CancellationToken cancellationToken) => table.Upsert(Stored(row), cancellationToken);

        public Task Remove(string grainType, string key, string name, CancellationToken cancellationToken) =>
            table.Remove(grainType, key, name, cancellationToken);

        public async Task<ReminderRow?> Find(string grainType, string key, string name, CancellationToken cancellationToken) =>
            await table.Find(grainType, key, name, cancellationToken) is { } row ? Row(row) : null;

        public async Task<IReadOnlyList<ReminderRow>> ReadOfGrain(string grainType, string key, CancellationToken cancellationToken) =>
            [.. (await table.ReadOfGrain(grainType, key, cancellationToken)).Select(Row)];

        public async Task<IReadOnlyList<ReminderRow>> ReadDue(long beforeUnixMs, ReminderRow? after, int limit, CancellationToken cancellationToken) =>
            [.. (await table.ReadDue(beforeUnixMs, after is null ? null : Stored(after), limit, cancellationToken)).Select(Row)];

        private static StoredReminder Stored(ReminderRow row) => new(row.GrainType, row.Key, row.Name, row.StartAtUnixMs, row.PeriodMs);

        private static ReminderRow Row(StoredReminder row) => new(row.GrainType, row.Key, row.Name, row.StartAtUnixMs, row.PeriodMs);
    }

    private sealed class Health(EngineHost engine) : IEngineHealth
    {
        /// <summary>A turn that lasts this long is stuck.</summary>
        private static readonly TimeSpan Stuck = TimeSpan.FromSeconds(60);

        public string? Fault() => engine.BusyLongerThan(Stuck) is { Count: > 0 } stuck ? $"{stuck.Count} grains are stuck" : null;

        public bool IsPassing(Exception fault) => fault is LimitExceededException or SiloUnavailableException;
    }

    private sealed class Measurements(EngineHost engine) : IHostedService, IDisposable
    {
        private readonly Meter _meter = new(GrainTelemetry.MeterName);

        public Task StartAsync(CancellationToken cancellationToken)
        {
            _meter.CreateObservableGauge("servicedesk.engine.activations", () => engine.Activations, "{grain}", "Grains in memory");
            _meter.CreateObservableGauge("servicedesk.engine.messages", () => engine.InFlight, "{message}", "Messages between grains that wait or run");
            _meter.CreateObservableGauge("servicedesk.engine.reminders", () => engine.NearReminders, "{reminder}", "Reminders in memory: those due soon");
            return Task.CompletedTask;
        }

        public Task StopAsync(CancellationToken cancellationToken)
        {
            Dispose();
            return Task.CompletedTask;
        }

        public void Dispose() => _meter.Dispose();
    }
}
