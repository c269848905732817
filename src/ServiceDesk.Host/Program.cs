using ServiceDesk.Host.Replay;

if (args is ["replay", .. var options]) return await ReplayCommand.Run(options);

var app = WebApplication.CreateBuilder(args).Build();
app.Run();
return 0;
