import type { TicketView } from '../api/types';
import type { LiveEvent } from '../live/frames';

const rank = { high: 0, medium: 1, low: 2 } as const;

interface Place {
  urgency: keyof typeof rank;
  submittedAt: string;
  number: string;
}

/** The order of the queue: urgency, then submit time; numbers tell apart what came at the same instant. */
export function inOrder(a: Place, b: Place) {
  return (
    rank[a.urgency] - rank[b.urgency] ||
    (a.submittedAt < b.submittedAt ? -1 : a.submittedAt > b.submittedAt ? 1 : 0) ||
    a.number.localeCompare(b.number, 'en', { numeric: true })
  );
}

/** After these a ticket is pending no longer, whatever else happened to it. */
const leaving = new Set(['acknowledged', 'closed', 'merged', 'resolved', 'transferred']);

/** After these a ticket may have become pending. */
const entering = new Set(['opened', 'reopened', 'unmerged', 'second_handling_started']);

export interface Effect {
  /** Numbers to read anew from the desk. */
  read: string[];
  /** Who took tickets that were in the list. */
  taken: { number: string; by: string }[];
}

/**
 * The loaded part of the queue. It is changed in place, and published as a new array once for every batch of events: ten thousand
 * events a minute cost one sort of what changed, not ten thousand.
 */
export class PendingRows {
  private readonly byNumber = new Map<string, TicketView>();
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

  clear() {
    this.byNumber.clear();
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
    let changed = false;
    for (const ticket of items) {
      const known = this.byNumber.get(ticket.number);
      if (known && known.version > ticket.version) continue;
      if (ticket.status === 'pending' && !ticket.mergedInto) this.byNumber.set(ticket.number, ticket);
      else if (!this.byNumber.delete(ticket.number)) continue;
      changed = true;
    }
    if (changed) this.publish();
  }

  /** What the events of one site mean for the list. */
  take(batch: readonly LiveEvent[]): Effect {
    const read = new Set<string>();
    const taken: Effect['taken'] = [];
    let changed = false;
    for (const event of batch) {
      const known = this.byNumber.get(event.number);
      if (known && known.version >= event.version) continue;
      if (leaving.has(event.kind)) {
        read.delete(event.number);
        if (known) {
          this.byNumber.delete(event.number);
          changed = true;
          if (event.kind === 'acknowledged') taken.push({ number: event.number, by: event.by });
        }
      } else if (known || (entering.has(event.kind) && this.reaches(event))) {
        read.add(event.number);
      }
    }
    if (changed) this.publish();
    return { read: [...read], taken };
  }

  /** Whether the ticket belongs to the loaded part; what lies beyond it comes with its page. */
  private reaches(event: LiveEvent) {
    const last = this.sorted.at(-1);
    if (this.complete || !last || event.kind !== 'opened') return true;
    const data = event.data as unknown as Omit<Place, 'number'>;
    return inOrder({ urgency: data.urgency, submittedAt: data.submittedAt, number: event.number }, last) < 0;
  }

  private publish() {
    this.sorted = [...this.byNumber.values()].sort(inOrder);
  }
}
