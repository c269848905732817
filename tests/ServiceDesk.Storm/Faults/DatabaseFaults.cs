using System.Data.Common;
using Microsoft.Data.Sqlite;
using Npgsql;
using ServiceDesk.Domain.Tickets;
using ServiceDesk.Storage;
using ServiceDesk.Storm.Cluster;
using ServiceDesk.Storm.Load;
using ServiceDesk.Tests.Servers;
using static ServiceDesk.Storm.Faults.Fault;

namespace ServiceDesk.Storm.Faults;

/// <summary>A database that is gone, moves, or holds what nobody can read.</summary>
internal static class DatabaseFaults
{
    public static IEnumerable<Fault> Of(LocalCluster cluster, Clients clients, Random random)
    {
        var doors = Array.Empty<Door>();
        Poison? poison = null;
        PostgresServer? standby = null;
        var onSqlite = cluster.Database is null ? "an SQLite file is no server" : null;
        return
        [
            new("restart-database", Seconds(3), false, () => cluster.Database!.Stop(crash: true), () => cluster.Database!.Start()) { Missing = onSqlite },

            // Its grains cannot answer meanwhile, and say so; the silo itself lives, so nobody takes them over.
            new("cut-database", Seconds(20), false, () => Done(() =>
            {
                doors = cluster.DatabaseDoors[random.Next(cluster.DatabaseDoors.Count)];
                Array.ForEach(doors, door => door.Cut());
            }), () => Done(() => Array.ForEach(doors, door => door.Heal()))) { Missing = onSqlite },

            new("fail-over-database", Seconds(1), false, async () =>
            {
                standby = await cluster.Database!.Follow(cluster.SparePort);
                await cluster.Database.Stop(crash: true);
            }, () => cluster.FailOver(standby!)) { Missing = onSqlite },

            // Nobody has it in memory when it is damaged: all silos are down at that moment.
            new("poison-ticket", Seconds(10), true, async () =>
            {
                poison = new(cluster, await clients.Stray());
                await cluster.KillSilos();
                await poison.Damage();
                cluster.StartSilos();
                await poison.Shows(expected: false);
            }, async () =>
            {
                await poison!.Mend();
                await poison.Shows(expected: true);
            }),
        ];
    }

    /// <summary>One ticket whose row and first event are cut off in the middle, and put right again.</summary>
    private sealed class Poison(LocalCluster cluster, string number)
    {
        private static readonly (string Table, string Column, string Where)[] Places = [("ticket", "state", ""), ("event", "body", " AND version = 1")];

        private readonly Dictionary<string, string> _whole = [];

        public async Task Damage()
        {
            foreach (var (table, column, where) in Places)
            {
                _whole[table] = (string)(await Do($"SELECT {column} FROM {table} WHERE site = '{Site.Code}' AND number = '{number}'{where}", null))!;
                await Do($"UPDATE {table} SET {column} = @value WHERE site = '{Site.Code}' AND number = '{number}'{where}", _whole[table][..40]);
            }
        }

        public async Task Mend()
        {
            foreach (var (table, column, where) in Places)
                await Do($"UPDATE {table} SET {column} = @value WHERE site = '{Site.Code}' AND number = '{number}'{where}", _whole[table]);
        }

        /// <summary>Waits until the desk serves again, and sees whether it can read the ticket.</summary>
        /// <exception cref="InvalidOperationException">It says something else than it should.</exception>
        public async Task Shows(bool expected)
        {
            await cluster.Ready(TimeSpan.FromMinutes(2));
            using var http = new HttpClient { Timeout = Seconds(15) };
            var token = await Site.SignIn(http, cluster.Gateways[0].Address);
            http.DefaultRequestHeaders.Authorization = new("Bearer", token);
            for (var attempt = 0; ; attempt++)
            {
                using var answer = await http.GetAsync(new Uri(cluster.Gateways[0].Address, $"/api/v1/tickets/{Site.Code}/{number}"));
                var said = await answer.Content.ReadAsStringAsync();
                if (expected ? answer.IsSuccessStatusCode : said.Contains(Refusal.Unreadable.Code, StringComparison.Ordinal)) return;
                if (attempt == 100) throw new InvalidOperationException($"The poisoned ticket {number} is answered with {(int)answer.StatusCode} {said}");
                await Task.Delay(200);
            }
        }

        private async Task<object?> Do(string text, string? value)
        {
            var store = cluster.Store;
            await using DbConnection connection = store.Kind is StoreKind.Sqlite
                ? new SqliteConnection($"Data Source={store.Place};Pooling=false") : new NpgsqlConnection(store.Place);
            await connection.OpenAsync();
            await using var command = connection.CreateCommand();
            command.CommandText = text;
            if (value is not null)
            {
                var parameter = command.CreateParameter();
                (parameter.ParameterName, parameter.Value) = ("@value", value);
                command.Parameters.Add(parameter);
            }

            return await command.ExecuteScalarAsync();
        }
    }
}
