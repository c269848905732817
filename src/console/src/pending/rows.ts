import type { TicketView } from '../api/types';
import type { LiveEvent } from '../live/frames';

const rank = { high: 0, medium: 1, low: 2 } as const;

interface Place {
  urgency: keyof typeof rank;
  submittedAt: string;
  number: string;
}

const numbers = new Intl.Collator('en', { numeric: true });

/** The order of the queue: urgency, then submit time; numbers tell apart what came at the same instant. */
export function inOrder(a: Place, b: Place) {
  return (
    rank[a.urgency] - rank[b.urgency] ||
    (a.submittedAt < b.submittedAt ? -1 : a.submittedAt > b.submittedAt ? 1 : 0) ||
    numbers.compare(a.number, b.number)
  );
}

/** After these a ticket is pending no longer, whatever else happened to it. */
const leaving = new Set(['acknowledged', 'closed', 'merged', 'resolved', 'transferred']);

/** After these a ticket may have become pending. */
const entering = new Set(['opened', 'reopened', 'unmerged', 'second_handling_started']);

/** What an opened ticket tells of itself at once. */
type Opening = Pick<TicketView, 'urgency' | 'submittedAt' | 'priority' | 'customer' | 'verbatim' | 'type' | 'source'>;

/** Who owns a ticket after such an event; undefined where it says nothing of that. */
function ownerAfter({ kind, data }: LiveEvent) {
  if (kind === 'assigned') return data.owner as string;
  return kind === 'declined' || kind === 'withdrawn' ? null : undefined;
}

export interface Effect {
  /** Numbers of tickets that have come, and of which nothing is known but that. */
  read: string[];
  /** Who took tickets that were in the list. */
  taken: { number: string; by: string }[];
}

/**
 * The loaded part of the queue. It is changed in place, and published as a new array once for every batch of events: what a batch costs
 * is one pass over the rows, and no sorting of what stands where it stood. What an event changes is shown as far as the event tells it; the
 * rest is read when the row is looked at.
 */
export class PendingRows {
  private readonly byNumber = new Map<string, TicketView>();
  private readonly stale = new Set<string>();
  private sorted: readonly TicketView[] = [];
  private complete = false;

  get list() {
    return this.sorted;
  }

  get isComplete() {
    return this.complete;
  }

  find(number: string) {
    return this.byNumber.get(number);
  }

  /** Whether more has happened to the ticket than its row shows. */
  isStale(number: string) {
    return this.stale.has(number);
  }

  clear() {
    this.byNumber.clear();
    this.stale.clear();
    this.sorted = [];
    this.complete = false;
  }

  /** Takes in a page that the desk answered; null says that it was the last. */
  addPage(items: readonly TicketView[], next: string | null) {
    this.complete = next === null;
    this.put(items);
  }

  /** Takes in tickets as they are now; those that are pending no longer go. */
  put(items: readonly TicketView[]) {
    const changed = new Set<string>();
    for (const ticket of items) {
      const known = this.byNumber.get(ticket.number);
      if (known && known.version > ticket.version) continue;
      this.stale.delete(ticket.number);
      if (ticket.status === 'pending' && !ticket.mergedInto) this.byNumber.set(ticket.number, ticket);
      else if (!this.byNumber.delete(ticket.number)) continue;
      changed.add(ticket.number);
    }
    this.publish(changed);
  }

  /** What the events of one site mean for the list. */
  take(batch: readonly LiveEvent[]): Effect {
    const read = new Set<string>();
    const taken: Effect['taken'] = [];
    const changed = new Set<string>();
    for (const event of batch) {
      const known = this.byNumber.get(event.number);
      if (known && known.version >= event.version) continue;
      if (leaving.has(event.kind)) {
        read.delete(event.number);
        if (known) {
          this.byNumber.delete(event.number);
          this.stale.delete(event.number);
          changed.add(event.number);
          if (event.kind === 'acknowledged') taken.push({ number: event.number, by: event.by });
        }
      } else if (known) {
        const owner = ownerAfter(event);
        this.byNumber.set(event.number, { ...known, version: event.version, owner: owner === undefined ? known.owner : owner });
        this.stale.add(event.number);
        changed.add(event.number);
      } else if (event.kind === 'opened' && isReadable(event)) {
        if (!this.reaches(event)) continue;
        this.byNumber.set(event.number, opened(event));
        this.stale.add(event.number);
        changed.add(event.number);
      } else if (entering.has(event.kind)) {
        read.add(event.number);
      }
    }
    this.publish(changed);
    return { read: [...read], taken };
  }

  /** Whether an opened ticket belongs to the loaded part; what lies beyond it comes with its page. */
  private reaches(event: LiveEvent) {
    const last = this.sorted.at(-1);
    if (this.complete || !last) return true;
    const data = event.data as unknown as Omit<Place, 'number'>;
    return inOrder({ urgency: data.urgency, submittedAt: data.submittedAt, number: event.number }, last) < 0;
  }

  /** Puts the changed rows to their places between those that stay. */
  private publish(changed: ReadonlySet<string>) {
    if (changed.size === 0) return;
    const fresh = [...changed].flatMap((number) => this.byNumber.get(number) ?? []).sort(inOrder);
    const merged: TicketView[] = [];
    let next = 0;
    for (const ticket of this.sorted) {
      if (changed.has(ticket.number)) continue;
      while (next < fresh.length && inOrder(fresh[next]!, ticket) < 0) merged.push(fresh[next++]!);
      merged.push(ticket);
    }
    while (next < fresh.length) merged.push(fresh[next++]!);
    this.sorted = merged;
  }
}

/** A damaged event tells nothing of its ticket. */
const isReadable = ({ data }: LiveEvent) => 'urgency' in data && 'submittedAt' in data && 'customer' in data;

/** A row of what the event tells; the rest is empty until it is read. */
function opened({ site, number, version, data }: LiveEvent) {
  const { urgency, submittedAt, priority, customer, verbatim, type, source } = data as unknown as Opening;
  const row: Partial<TicketView> = {
    site,
    number,
    version,
    status: 'pending',
    owner: null,
    mergedInto: null,
    urgency,
    submittedAt,
    priority,
    customer,
    verbatim,
    type,
    source,
    sla: {} as TicketView['sla'],
  };
  return row as TicketView;
}
