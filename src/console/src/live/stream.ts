import { headersOfCaller } from '../api/client';
import { session } from '../api/session';
import { FrameReader, type LiveEvent } from './frames';

export type Connection = 'connecting' | 'live' | 'lost';

/** @property gap something may have been missed: read anew what is shown */
interface Follower {
  events(batch: LiveEvent[]): void;
  gap?(): void;
}

/** The desk sends a comment at least every 15 s; a longer silence is a dead connection. */
const silenceMs = 40_000;

/**
 * Follows the events of the caller's sites. It goes on where it was after any cut, and hands events over once a frame, so that a burst
 * costs one rendering and not one each. Fetch and not EventSource: the token belongs in a header, not in an address.
 */
export class LiveStream {
  private readonly followers = new Set<Follower>();
  private readonly watchers = new Set<() => void>();
  private waiting: LiveEvent[] = [];
  private frame = 0;
  private position: number | null = null;
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
    const running = new AbortController();
    this.running = running;
    void this.run(running.signal);
  }

  stop() {
    this.running?.abort();
    this.running = null;
    this.position = null;
    this.waiting = [];
  }

  private async run(stop: AbortSignal) {
    for (let failures = 0; !stop.aborted; ) {
      const opened = await this.once(stop);
      if (stop.aborted || !session.get()) return;
      failures = opened ? 0 : failures + 1;
      this.become(opened ? 'connecting' : 'lost');
      // The first new try comes at once; later ones spread out, so that a whole centre does not knock in the same instant.
      const pause = failures === 0 ? 250 : Math.min(15_000, 500 * 2 ** failures) * (0.5 + Math.random() / 2);
      await new Promise<void>((resolve) => {
        const timer = setTimeout(done, pause);
        function done() {
          clearTimeout(timer);
          removeEventListener('online', done);
          stop.removeEventListener('abort', done);
          resolve();
        }
        addEventListener('online', done);
        stop.addEventListener('abort', done);
      });
    }
  }

  /** One connection from its opening to its end; false when it never opened. */
  private async once(stop: AbortSignal) {
    const ended = new AbortController();
    const end = () => ended.abort();
    stop.addEventListener('abort', end);
    let timer = setTimeout(end, silenceMs);
    let opened = false;
    try {
      const headers: Record<string, string> = { ...headersOfCaller(), Accept: 'text/event-stream' };
      if (this.position !== null) headers['Last-Event-ID'] = String(this.position);
      const response = await fetch('/api/v1/events/stream', { headers, signal: ended.signal, cache: 'no-store' });
      if (response.status === 401) session.set(null);
      if (!response.ok || !response.body) return false;
      const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
      const frames = new FrameReader();
      while (true) {
        const { done, value } = await reader.read();
        if (done) return opened;
        clearTimeout(timer);
        timer = setTimeout(end, silenceMs);
        if (!opened) {
          opened = true;
          this.become('live');
          // Without a position nobody can say what came meanwhile.
          if (this.position === null) for (const follower of this.followers) follower.gap?.();
        }
        this.take(frames.read(value));
      }
    } catch {
      return opened;
    } finally {
      clearTimeout(timer);
      stop.removeEventListener('abort', end);
    }
  }

  private take(events: LiveEvent[]) {
    const fresh = events.filter((event) => this.position === null || event.position > this.position);
    const last = fresh.at(-1);
    if (!last) return;
    this.position = last.position;
    this.waiting.push(...fresh);
    if (this.frame === 0) this.frame = nextFrame(() => this.deliver());
  }

  private deliver() {
    this.frame = 0;
    const batch = this.waiting;
    this.waiting = [];
    for (const follower of this.followers) follower.events(batch);
  }

  private become(state: Connection) {
    if (this.state === state) return;
    this.state = state;
    for (const watcher of this.watchers) watcher();
  }
}

/** A hidden page draws no frames, and still has to know of an urgent ticket. */
const nextFrame = (run: () => void) => (document.hidden ? Number(setTimeout(run, 250)) : requestAnimationFrame(run));

export const live = new LiveStream();
