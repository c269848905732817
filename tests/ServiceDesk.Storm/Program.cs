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
        return await Storm(args[1..]);

    default:
        Console.Error.WriteLine("""
            usage: cluster up [--silos 3] [--gateways 2] [--port 5080] | cluster status | cluster down
                   storm [options]      --help tells which
            """);
        return 2;
}

async Task<int> Storm(string[] words)
{
    try
    {
        if (StormArguments.Read(words, host, isOrleans) is { } options) return await Interrupted.Run(stop => StormRun.Run(options, Console.Out, stop));
        Console.WriteLine(StormArguments.Usage);
        return 0;
    }
    catch (ArgumentException fault)
    {
        Console.Error.WriteLine($"desk: {fault.Message}; --help tells what there is");
        return 2;
    }
}

string Folder() => Path.GetFullPath(Word("--folder") ?? "data/cluster");

int Number(string name, int otherwise) => Word(name) is { } word ? int.Parse(word) : otherwise;

string? Word(string name) => Array.IndexOf(args, name) is var at and >= 0 ? args.ElementAtOrDefault(at + 1) : null;
