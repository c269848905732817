using System.Net;
using System.Text.Json;
using Orleans.Configuration;
using Orleans.Serialization;
using Orleans.Storage;
using ServiceDesk.Domain;
using ServiceDesk.Gateway.Health;
using ServiceDesk.Storage;

namespace ServiceDesk.Host.Engine;

/// <summary>Grains as a silo of an Orleans cluster on PostgreSQL.</summary>
public static class OrleansEngine
{
    private const string Invariant = "Npgsql";

    public static void AddDeskEngine(this WebApplicationBuilder builder, StoreAddress store)
    {
        if (store.Kind is not StoreKind.Postgres) throw new InvalidOperationException("A cluster keeps its store on PostgreSQL: DESK_STORE=postgres:…");

        builder.Services.AddSingleton<IEngineHealth, Health>();
        builder.UseOrleans(silo =>
        {
            silo.Configure<ClusterOptions>(options => (options.ClusterId, options.ServiceId) = (Set("DESK_CLUSTER") ?? "desk", "servicedesk"));
            silo.ConfigureEndpoints(
                advertisedIP: IPAddress.Parse(Set("POD_IP") ?? "127.0.0.1"), siloPort: Port("DESK_SILO_PORT", 11111), gatewayPort: Port("DESK_GATEWAY_PORT", 30000),
                listenOnAnyHostAddress: Set("POD_IP") is not null);
            silo.UseAdoNetClustering(options => (options.Invariant, options.ConnectionString) = (Invariant, store.Place));
            silo.AddAdoNetGrainStorage("documents", options =>
                (options.Invariant, options.ConnectionString, options.GrainStorageSerializer) = (Invariant, store.Place, new StoredJson()));
            silo.UseAdoNetReminderService(options => (options.Invariant, options.ConnectionString) = (Invariant, store.Place));

            // A killed silo is evicted in about 1.5 s; shorter probes evict busy ones too.
            silo.Configure<ClusterMembershipOptions>(options =>
            {
                options.ProbeTimeout = TimeSpan.FromSeconds(1);
                options.NumMissedProbesLimit = 3;
                options.NumVotesForDeathDeclaration = 2;
            });
            silo.Services.AddSerializer(serializer => serializer.AddJsonSerializer(
                type => type.Namespace?.StartsWith("ServiceDesk", StringComparison.Ordinal) is true, DeskJson.Stored));
        });
    }

    private static string? Set(string name) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;

    private static int Port(string name, int otherwise) => int.TryParse(Set(name), out var port) ? port : otherwise;

    /// <summary>Documents in the same JSON on either engine.</summary>
    private sealed class StoredJson : IGrainStorageSerializer
    {
        public BinaryData Serialize<T>(T? input) => BinaryData.FromString(JsonSerializer.Serialize(input, DeskJson.Stored));

        public T Deserialize<T>(BinaryData input) => JsonSerializer.Deserialize<T>(input.ToString(), DeskJson.Stored)!;
    }

    /// <summary>Orleans watches its own silos and evicts those that hang.</summary>
    private sealed class Health : IEngineHealth
    {
        public string? Fault() => null;
    }
}
