using ServiceDesk.Simulation;

return args switch
{
    ["sim", .. var rest] => SimProgram.Run(rest),
    _ => 0,
};
