return ServiceDesk.Simulation.SimProgram.Run(args[1..]);
