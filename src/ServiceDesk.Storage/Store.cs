using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using ServiceDesk.Grains.Agents;
using ServiceDesk.Grains.Notices;
using ServiceDesk.Grains.Queues;
using ServiceDesk.Grains.Sites;
using ServiceDesk.Grains.Sla;
using ServiceDesk.Grains.Tickets;
using ServiceDesk.Storage.Accounts;
using ServiceDesk.Storage.Agents;
using ServiceDesk.Storage.Audit;
using ServiceDesk.Storage.Boards;
using ServiceDesk.Storage.Contacts;
using ServiceDesk.Storage.Databases;
using ServiceDesk.Storage.Documents;
using ServiceDesk.Storage.Engines;
using ServiceDesk.Storage.Feed;
using ServiceDesk.Storage.Journal;
using ServiceDesk.Storage.Materials;
using ServiceDesk.Storage.Notices;
using ServiceDesk.Storage.Schema;
using ServiceDesk.Storage.Tickets;

namespace ServiceDesk.Storage;

/// <summary>Everything the desk keeps, in one database. Open it before use; disposing writes what still waits.</summary>
public sealed class Store : IAsyncDisposable
{
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly int _capacity;
    private readonly Database _database;
    private readonly StoreFeed _feed;
    private readonly TicketJournal _journal;
    private readonly AuditLog _audit;
    private readonly AgentRecords _agents;
    private readonly NoticeStore _notices;
    private readonly SemaphoreSlim _opening = new(1, 1);
    private JournalWriter? _writer;
    private FeedListener? _listener;
    private RequestPruning? _pruning;
    private bool _disposed;

    /// <param name="capacity">Writes that may wait for the disk; one more is refused with <see cref="StoreBusyException"/>.</param>
    /// <param name="files">Folder for the bytes of attached files; null to keep them in the database.</param>
    public Store(StoreAddress address, TimeProvider time, ILogger<Store>? log = null, int capacity = 20_000, string? files = null)
    {
        ArgumentNullException.ThrowIfNull(address);
        (Kind, _time, _log, _capacity) = (address.Kind, time, log ?? NullLogger<Store>.Instance, capacity);
        _database = Kind is StoreKind.Sqlite ? new SqliteDatabase(address.Place) : new PostgresDatabase(address.Place);
        _feed = new(this, time);
        _journal = new(this);
        _audit = new(this, time, _log);
        States = new(_log);
        Names = new(States);
        History = new(this);
        Queries = new TicketQueries(this);
        Overdue = new OverdueTickets(this);
        OpenTickets = new OpenTickets(this);
        Pending = new PendingTickets(this);
        Boards = new BoardReads(this);
        _agents = new(this);
        Accounts = new AccountStore(this, time);
        SignIns = new SignInStore(this, time);
        Sessions = new SessionStore(this, time);
        Materials = new MaterialStore(this, time, files);
        _notices = new(this, time);
        Deliveries = new DeliveryStore(this, time);
        Webhooks = new WebhookStore(this, time);
        PersonContacts = new PersonContactStore(this);
        ContactKeys = new ContactKeyStore(this, time);
        Documents = new(this);
        Reminders = new(this);
        Engine = new(this);
    }

    public StoreKind Kind { get; }

    public ITicketJournal Journal => _journal;

    public IAnswerStore Answers => _journal;

    public ITicketQueries Queries { get; }

    public IOverdueTickets Overdue { get; }

    public IOpenTickets OpenTickets { get; }

    public IPendingTickets Pending { get; }

    public IBoardReads Boards { get; }

    public IAgentRecords Agents => _agents;

    public IAgentLoads Loads => _agents;

    public IFeed Feed => _feed;

    public IAccountStore Accounts { get; }

    public ISignInStore SignIns { get; }

    public ISessionStore Sessions { get; }

    public IMaterialStore Materials { get; }

    public IAuditLog Audit => _audit;

    public INoticeStore Notices => _notices;

    public INoticeFeed NoticeFeed => _notices;

    public INoticePeople NoticePeople => _notices;

    public IInboxes Inboxes => _notices;

    public IDeliveryStore Deliveries { get; }

    public IWebhookStore Webhooks { get; }

    public IPersonContactStore PersonContacts { get; }

    public IContactKeyStore ContactKeys { get; }

    public DocumentTable Documents { get; }

    public ReminderTable Reminders { get; }

    /// <summary>Which engine the documents and reminders are with.</summary>
    public EngineHome Engine { get; }

    /// <summary>Writes that wait for the disk.</summary>
    public int Waiting => _writer?.Waiting ?? 0;

    internal JournalWriter Writer => _writer ?? throw new InvalidOperationException("The store is not open yet.");

    internal Database Database => _database;

    /// <summary>The schema that it opens with: another build's in a test.</summary>
    internal Migrations Schema { get; init; } = Migrations.OfThisDesk;

    internal TicketStates States { get; }

    internal TicketPasts History { get; }

    internal Names Names { get; }

    /// <summary>Brings the schema up to date and begins to write. More than once is no more than once.</summary>
    /// <exception cref="StoreRefusedException">Its schema is too new for this desk.</exception>
    public async Task Open(CancellationToken cancel = default)
    {
        await _opening.WaitAsync(cancel);
        try
        {
            if (_writer is not null) return;
            await _database.Migrate(Schema, cancel);
            _writer = new(_database.NewSink(), _time, _log, _feed.Reached, _capacity);
            _pruning = new(this, _time, _log);
            if (_database is PostgresDatabase postgres) _listener = new(postgres.Source, _feed, _time, _log);
        }
        finally
        {
            _opening.Release();
        }
    }

    /// <summary>Comes back when the database answers; throws when it does not.</summary>
    public Task Ping(CancellationToken cancel) => _feed.Last(cancel);

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, true)) return;
        await _audit.DisposeAsync();
        if (_pruning is not null) await _pruning.DisposeAsync();
        if (_listener is not null) await _listener.DisposeAsync();
        if (_writer is not null) await _writer.DisposeAsync();
        await _database.DisposeAsync();
        States.Dispose();
        _opening.Dispose();
    }

    /// <summary>The feed as the notifier reads it: events as they are stored.</summary>
    internal Task<IReadOnlyList<FeedItem>> ReadStored(long after, int limit, CancellationToken cancel) => _feed.ReadStored(after, limit, cancel);

    internal ValueTask<Reading> Read(CancellationToken cancel) => _database.Read(cancel);

    /// <summary>Carries out a write that is no append; on disk when the task ends.</summary>
    /// <returns>How many rows it touched.</returns>
    internal Task<int> Execute(Statement statement, CancellationToken cancel)
    {
        cancel.ThrowIfCancellationRequested();
        return _database.WritesConcurrently ? _database.Execute(statement, cancel) : Writer.Write(new StatementItem(statement));
    }

    /// <summary>Tells every process that remembers accounts, keys or sign-ins to look again.</summary>
    internal Task AccountsChanged(CancellationToken cancel) => Execute(new("UPDATE account_change SET last = last + 1 WHERE one = 1"), cancel);

    /// <summary>Carries out several writes in one transaction, if the first of them touches a row; on disk when the task ends.</summary>
    /// <returns>Whether it did; when not, nothing was written.</returns>
    internal Task<bool> ExecuteGuarded(Statement guard, IReadOnlyList<Statement> rest, CancellationToken cancel)
    {
        cancel.ThrowIfCancellationRequested();
        return _database.WritesConcurrently ? _database.ExecuteGuarded(guard, rest, cancel) : Writer.Write(new GuardedItem(guard, rest));
    }

    /// <summary>As <see cref="Execute"/>, for what can be found again: where the database can, it is not forced to disk at once.</summary>
    internal Task<int> ExecuteUnforced(Statement statement, CancellationToken cancel)
    {
        cancel.ThrowIfCancellationRequested();
        return _database.WritesConcurrently ? _database.ExecuteUnforced(statement, cancel) : Writer.Write(new StatementItem(statement));
    }
}
