import type { Frame, LiveEvent } from './frames';
import { type Connection, follow, type Receiver } from './line';
import { tabs } from './tabs';

/** Somebody who has a ticket open. */
export interface Viewer {
  id: string;
  name: string;
  doing: 'looking' | 'typing';
  since: string;
}

/** @property gap something may have been missed: read anew what is shown */
interface Follower {
  events?(batch: LiveEvent[]): void;
  gap?(): void;
  /** Who else has a ticket open that this session has open. */
  viewers?(site: string, number: string, others: readonly Viewer[]): void;
  /** The stream has begun anew: what it says of the moment, it says again. */
  opened?(): void;
}

/** Events are handed over at once after a silence, and together while they keep coming: thousands a minute are four renderings a second. */
const paceMs = 250;
const atOnceMs = 20;

/** Whoever has heard nothing for longer, in a hidden tab or a sleeping machine, reads anew: that is less than all that happened. */
const worthResumingMs = 5 * 60_000;

/**
 * The events of the caller's sites. The stream goes on where it was after any cut, and hands events over together, so that a burst costs
 * one rendering and not one each.
 */
export class LiveStream {
  private readonly followers = new Set<Follower>();
  private readonly watchers = new Set<() => void>();
  private waiting: LiveEvent[] = [];
  private timer: ReturnType<typeof setTimeout> | null = null;
  private deliveredAt = Number.NEGATIVE_INFINITY;
  private position: number | null = null;
  private heardAt = 0;
  private running: AbortController | null = null;
  private state: Connection = 'connecting';

  get connection() {
    return this.state;
  }

  watch = (watcher: () => void) => {
    this.watchers.add(watcher);
    return () => {
      this.watchers.delete(watcher);
    };
  };

  follow(follower: Follower) {
    this.followers.add(follower);
    return () => {
      this.followers.delete(follower);
    };
  }

  start() {
    this.stop();
    const receiver: Receiver = {
      take: (frames) => this.take(frames),
      after: () => {
        if (Date.now() - this.heardAt > worthResumingMs) this.position = null;
        return this.position;
      },
      opened: () => this.opened(),
      become: (state) => this.become(state),
    };
    this.running = new AbortController();
    tabs.whileNeeded((stop) => void follow('/api/v1/events/stream', receiver, stop), this.running.signal);
  }

  stop() {
    this.running?.abort();
    this.running = null;
    this.position = null;
    this.waiting = [];
  }

  private opened() {
    this.heardAt = Date.now();
    for (const follower of this.followers) {
      follower.opened?.();
      // Without a position nobody can say what came meanwhile.
      if (this.position === null) follower.gap?.();
    }
  }

  private take(frames: readonly Frame[]) {
    const fresh: LiveEvent[] = [];
    for (const { name, data } of frames) {
      if (name === 'viewers') {
        const { site, number, viewers } = data as { site: string; number: string; viewers: Viewer[] };
        for (const follower of this.followers) follower.viewers?.(site, number, viewers);
        continue;
      }
      const event = data as LiveEvent;
      if (this.position !== null && event.position <= this.position) continue;
      this.position = event.position;
      fresh.push(event);
    }
    this.heardAt = Date.now();
    if (fresh.length === 0) return;
    this.waiting.push(...fresh);
    this.timer ??= setTimeout(() => this.deliver(), Math.max(atOnceMs, this.deliveredAt + paceMs - performance.now()));
  }

  private deliver() {
    this.timer = null;
    this.deliveredAt = performance.now();
    const batch = this.waiting;
    this.waiting = [];
    if (batch.length > 0) for (const follower of this.followers) follower.events?.(batch);
  }

  private become(state: Connection) {
    if (this.state === state) return;
    this.state = state;
    for (const watcher of this.watchers) watcher();
  }
}

export const live = new LiveStream();
