using System.Data.Common;
using System.Net;
using System.Text;
using Microsoft.Data.Sqlite;
using Npgsql;
using ServiceDesk.Tests.Http;
using ServiceDesk.Tests.Servers;

namespace ServiceDesk.Tests.Faults;

/// <summary>Numbers, addresses and passwords are planted at every door of a real host; afterwards its disk, logs and stream are searched for them.</summary>
public sealed class PlantedSecretTests
{
    private static readonly string[] Contacts = ["13712349876", "137-1234-9876", "1234-9876", "Zhang.San@planted.example", "zhang.san@planted"];

    [Theory, OnSqlite(Hosted = true), OnPostgres]
    public async Task What_was_planted_is_found_nowhere(string database)
    {
        var folder = Directory.CreateTempSubdirectory("desk-planted-").FullName;
        try
        {
            var place = database == "sqlite" ? Path.Combine(folder, "desk.db") : await (await PostgresServer.Shared).NewDatabase();
            await using var host = new DeskHostProcess($"{database}:{place}", folder);
            await host.Start();
            var secrets = new List<string> { DeskHostProcess.Password };
            var streamed = await Plant(host, secrets);

            var disk = database == "sqlite" ? await FilesOf(folder) : await RowsOf(place);
            Assert.Contains("137****9876", disk, StringComparison.Ordinal);
            Assert.Contains("137****9876", streamed, StringComparison.Ordinal);
            foreach (var planted in Contacts.Concat(secrets))
            {
                Assert.DoesNotContain(planted, disk, StringComparison.Ordinal);
                Assert.DoesNotContain(planted, host.Said, StringComparison.Ordinal);
                Assert.DoesNotContain(planted, streamed, StringComparison.Ordinal);
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>Names are searched and shown, so they are on the disk; erased, they are in no row of it, and the history is whole without them.</summary>
    [Theory, OnSqlite(Hosted = true), OnPostgres]
    public async Task Of_who_was_erased_no_row_has_the_name(string database)
    {
        string[] names = ["欧阳慧敏", "Erased Person GmbH", "erased.person@planted.example", "慧敏的助理"];
        var folder = Directory.CreateTempSubdirectory("desk-erased-").FullName;
        try
        {
            var place = database == "sqlite" ? Path.Combine(folder, "desk.db") : await (await PostgresServer.Shared).NewDatabase();
            async Task<string> Rows() => database == "sqlite" ? await RowsOf(new SqliteConnection($"Data Source={place};Pooling=false"), SqliteTables) : await RowsOf(place);
            await using var host = new DeskHostProcess($"{database}:{place}", folder);
            await host.Start();
            var admin = await new DeskClient(host.Address).SignIn("admin", DeskHostProcess.Password);
            foreach (var (site, profile) in (((string, string)[])[("SH", "after-sales"), ("BJ", "quick-response")]))
                (await admin.Put($"/sites/{site}", new { name = site, timeZone = "Asia/Shanghai", profile })).Ok();
            var first = await admin.Take(new { customer = new { name = names[0], contactPerson = names[3], email = names[2] } }, ("Idempotency-Key", "intake-1"));
            await admin.Take(new { customer = new { name = names[1] } });
            (await admin.Post(first.Path + "/split", new { verbatim = "a part" })).Ok();
            (await admin.Post(first.Path + "/transfer", new { site = "BJ", reason = "theirs" })).Ok();
            var before = await Rows();
            Assert.All(names.Where(name => name != names[2]), name => Assert.Contains(name, before, StringComparison.Ordinal));

            foreach (var site in (string[])["SH", "BJ"])
                foreach (var body in (object[])[new { site, name = names[0], reason = "asked" }, new { site, name = names[1], reason = "asked" }])
                    (await admin.Post("/customers/erase", body)).Ok();
            var after = await Rows();
            Assert.Contains("customer_erased", after, StringComparison.Ordinal);
            Assert.All(names, name => Assert.DoesNotContain(name, after, StringComparison.Ordinal));
            await host.Stop();
            using var verify = host.Run("verify");
            await verify.WaitForExitAsync();
            Assert.Equal(0, verify.ExitCode);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <returns>What the event stream said meanwhile.</returns>
    private static async Task<string> Plant(DeskHostProcess host, List<string> secrets)
    {
        var nobody = new DeskClient(host.Address);
        var admin = await nobody.SignIn("admin", DeskHostProcess.Password);
        (await admin.Put("/sites/SH", new { name = "Shanghai", timeZone = "Asia/Shanghai", profile = "after-sales" })).Ok();
        using var stream = await admin.Open("/events/stream?after=0");

        secrets.AddRange(["wrong-but-secret-1", "chosen-secret-2", "key-secret-3"]);
        await nobody.Post("/auth/token", new { user = "admin", password = "wrong-but-secret-1" });
        await nobody.PostText("/auth/token", "{\"user\":\"admin\",\"password\":\"wrong-but-secret-1\"");
        (await admin.Put("/agents/li.na", new { name = "Li Na", sites = new[] { "SH" }, roles = new[] { "service_agent" } })).Ok();
        await admin.Post("/agents/li.na/credentials", new { password = "chosen-secret-2" });
        var token = (await nobody.Post("/auth/token", new { user = "li.na", password = "chosen-secret-2" })).Ok().Word("accessToken");
        secrets.Add((await admin.Post("/api-keys", new { name = "erp", sites = new[] { "SH" } }, ("Idempotency-Key", "make-key"))).Word("key"));
        secrets.Add(token);
        await nobody.Get("/me", ("X-Api-Key", "key-secret-3"));

        var customer = new { name = "华东电子", phone = "+86 137-1234-9876", email = "Zhang.San@planted.example" };
        var made = await admin.Take(new { customer }, ("Idempotency-Key", "intake-1"));
        await admin.Take(new { customer }, ("Idempotency-Key", "intake-1"));
        await admin.Post("/tickets", DeskClient.Ticket(new { customer, type = "nonsense" }));
        (await admin.Get("/tickets?phone=13712349876")).Ok();
        (await admin.Get("/customers?site=SH&email=Zhang.San@planted.example")).Ok();
        (await admin.Post(made.Path + "/contact/reveal", new { reason = "to call back" }, ("Idempotency-Key", "look-1"))).Ok();
        await admin.Get("/tickets/SH/137-1234-9876");
        Assert.Equal(HttpStatusCode.Accepted, (await admin.Post("/keys/rotate", new { what = "data" }, ("Idempotency-Key", "rotate-1"))).Status);

        using var reader = new StreamReader(await stream.Content.ReadAsStreamAsync());
        var streamed = new StringBuilder();
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (!streamed.ToString().Contains("event: contact_revealed", StringComparison.Ordinal)) streamed.AppendLine(await reader.ReadLineAsync(patience.Token));
        return streamed.ToString();
    }

    private static async Task<string> FilesOf(string folder)
    {
        var text = new StringBuilder();
        foreach (var file in Directory.EnumerateFiles(folder, "desk.db*"))
        {
            await using var open = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            using var reader = new StreamReader(open, Encoding.UTF8);
            text.Append(await reader.ReadToEndAsync());
        }

        return text.ToString();
    }

    private const string SqliteTables = "SELECT name FROM sqlite_master WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%'";

    private static Task<string> RowsOf(string place) =>
        RowsOf(new NpgsqlConnection(place), "SELECT tablename::text FROM pg_tables WHERE schemaname = 'public'");

    /// <summary>Every value of every row, as text.</summary>
    private static async Task<string> RowsOf(DbConnection database, string tables)
    {
        await using var connection = database;
        await connection.OpenAsync();
        async Task<List<string>> Read(string sql)
        {
            var rows = new List<string>();
            await using var command = connection.CreateCommand();
            command.CommandText = sql;
            await using var reader = await command.ExecuteReaderAsync();
            while (await reader.ReadAsync())
                for (var i = 0; i < reader.FieldCount; i++)
                    rows.Add(reader.IsDBNull(i) ? "" : reader.GetValue(i) is byte[] bytes ? Encoding.UTF8.GetString(bytes) : $"{reader.GetValue(i)}");
            return rows;
        }

        var text = new StringBuilder();
        foreach (var table in await Read(tables))
            foreach (var value in await Read($"SELECT * FROM {table}")) text.AppendLine(value);
        return text.ToString();
    }
}
