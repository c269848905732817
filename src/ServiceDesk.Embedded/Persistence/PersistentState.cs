using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;

namespace ServiceDesk.Embedded;

/// <summary>What the engine needs of a state without knowing its type.</summary>
internal interface IActivatedState
{
    Task ReadStateAsync(CancellationToken cancellationToken);
}

/// <inheritdoc cref="IPersistentState{TState}"/>
internal sealed class PersistentState<TState>(Activation owner, IDocumentStore store, string kind)
    : IPersistentState<TState>, IActivatedState
{
    public TState State { get; set; } = Activator.CreateInstance<TState>();

    public string? Etag { get; private set; }

    public bool RecordExists => Etag is not null;

    private JsonSerializerOptions Json => owner.Engine.Options.Json;

    public async Task ReadStateAsync(CancellationToken cancellationToken)
    {
        var stored = await owner.Effect(() => store.Read(kind, owner.Id.Key, cancellationToken));
        Etag = stored?.Etag;
        State = stored is null
            ? Activator.CreateInstance<TState>()
            : JsonSerializer.Deserialize<TState>(stored.Body, Json) ?? throw new JsonException($"{kind} of {owner.Id} is null.");
    }

    public async Task WriteStateAsync(CancellationToken cancellationToken)
    {
        var body = JsonSerializer.Serialize(State, Json);
        try { Etag = await owner.Effect(() => store.Write(kind, owner.Id.Key, body, Etag, cancellationToken)); }
        catch (InconsistentStateException) { Mistaken(); throw; }
    }

    public async Task ClearStateAsync(CancellationToken cancellationToken)
    {
        try { Etag = await owner.Effect(() => Clear(cancellationToken)); }
        catch (InconsistentStateException) { Mistaken(); throw; }
        State = Activator.CreateInstance<TState>();
    }

    private async Task<string?> Clear(CancellationToken cancellationToken)
    {
        await store.Clear(kind, owner.Id.Key, Etag, cancellationToken);
        return null;
    }

    private void Mistaken() =>
        owner.Leave(new(DeactivationReasonCode.ApplicationError, $"{kind} was written by somebody else."));
}

/// <summary>Makes the states that a grain's constructor wants.</summary>
internal static class PersistentStates
{
    public static object For(Activation owner, StateSlot slot, IServiceProvider services)
    {
        var store = services.GetKeyedService<IDocumentStore>(slot.Place.StorageName)
            ?? services.GetService<IDocumentStore>()
            ?? throw new InvalidOperationException($"No {nameof(IDocumentStore)} is registered for '{slot.Place.StorageName}'.");
        var type = typeof(PersistentState<>).MakeGenericType(slot.ParameterType.GetGenericArguments());
        return Activator.CreateInstance(type, owner, store, $"{owner.Id.Class.Name}/{slot.Place.StateName}")!;
    }
}
