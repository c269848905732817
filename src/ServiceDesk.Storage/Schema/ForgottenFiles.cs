namespace ServiceDesk.Storage.Schema;

/// <summary>Files of erased customers that are to go, once it is certain that no other ticket has them. A text here never changes once released.</summary>
internal static class ForgottenFiles
{
    public static IEnumerable<string> Step(Dialect dialect) =>
        [dialect.Of("CREATE TABLE forgotten_file (sha256 {text} NOT NULL PRIMARY KEY, at_ms {long} NOT NULL){keyed}")];
}
