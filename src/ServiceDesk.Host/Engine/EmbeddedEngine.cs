namespace ServiceDesk.Host.Engine;
