using System.Diagnostics;
using ServiceDesk.Simulation.Worlds;

namespace ServiceDesk.Simulation;

public static class SimProgram
{
    public static int Run(string[] args)
    {
        var from = int.Parse(args[0]);
        var to = args.Length > 1 ? int.Parse(args[1]) : from;
        var watch = Stopwatch.StartNew();
        for (var seed = from; seed <= to; seed++)
        {
            var life = Life.Of(seed);
            var one = Stopwatch.StartNew();
            var wrong = Simulator.Live(life);
            Console.WriteLine($"{life} {one.ElapsedMilliseconds} ms: {wrong.Count} violations");
            foreach (var violation in wrong.Take(4)) Console.WriteLine("    " + violation);
            if (from == to && wrong.Count > 0) foreach (var line in Simulator.TraceOf(life)) Console.WriteLine(line);
        }
        Console.WriteLine(watch.Elapsed);
        return 0;
    }
}
