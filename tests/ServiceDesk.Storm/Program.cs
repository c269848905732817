using ServiceDesk.Storm;
using ServiceDesk.Storm.Cluster;

const int FirstPort = 5080;
var host = Path.Combine(AppContext.BaseDirectory, "ServiceDesk.Host.dll");
var isOrleans = File.Exists(Path.Combine(AppContext.BaseDirectory, "Orleans.Runtime.dll"));
switch (args)
{
    case ["cluster", "up", ..]:
        return await ClusterCommand.Up(Folder(), Number("--silos", 3), Number("--gateways", 2), Number("--port", FirstPort));
    case ["cluster", "hold", ..]:
        return await ClusterCommand.Hold(Folder(), Number("--silos", 3), Number("--gateways", 2), Number("--port", FirstPort), host);
    case ["cluster", "down", ..]:
        return await ClusterCommand.Down(Folder());
    case ["cluster", "status", ..]:
        return await ClusterCommand.Status(Folder());
    case ["storm", ..]:
        using (var stop = new CancellationTokenSource())
        {
            Console.CancelKeyPress += (_, pressed) =>
            {
                pressed.Cancel = true;
                stop.Cancel();
            };
            return await StormRun.Run(
                new(
                    isOrleans ? Number("--silos", 3) : 0, Number("--gateways", 2), Number("--clients", 16), TimeSpan.FromMinutes(Number("--minutes", 5)),
                    Number("--seed", 4711), host, Word("--other") ?? host, Word("--faults")?.Split(',') ?? [], Word("--logs"), Word("--store") == "sqlite"),
                Console.Out, stop.Token);
        }

    default:
        Console.Error.WriteLine("""
            usage: cluster up [--silos 3] [--gateways 2] [--port 5080] | cluster status | cluster down
                   storm [--minutes 5] [--silos 3] [--gateways 2] [--clients 16] [--seed N] [--faults NAME,NAME…] [--other HOST.DLL] [--logs FOLDER]
                         [--store sqlite]   (the embedded engine)
            """);
        return 2;
}

string Folder() => Path.GetFullPath(Word("--folder") ?? "data/cluster");

int Number(string name, int otherwise) => Word(name) is { } word ? int.Parse(word) : otherwise;

string? Word(string name) => Array.IndexOf(args, name) is var at and >= 0 ? args.ElementAtOrDefault(at + 1) : null;
