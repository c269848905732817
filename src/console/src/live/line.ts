import { headersOfCaller } from '../api/client';
import { session } from '../api/session';
import { type Frame, FrameReader } from './frames';

export type Connection = 'connecting' | 'live' | 'lost';

/** Whoever follows a stream of the desk. */
export interface Receiver {
  take(frames: Frame[]): void;
  /** The place to go on from after a cut; null for what comes from now on. */
  after?(): number | null;
  opened?(): void;
  become?(state: Connection): void;
}

/** The desk sends a comment at least every 15 s; a longer silence is a dead connection. */
const silenceMs = 40_000;

/**
 * Follows a stream, again after every cut, until the signal says stop or the session ends. Fetch and not EventSource: the token belongs in
 * a header, not in an address.
 */
export async function follow(path: string, receiver: Receiver, stop: AbortSignal) {
  for (let failures = 0; !stop.aborted; ) {
    const opened = await once(path, receiver, stop);
    if (stop.aborted || !session.get()) return;
    failures = opened ? 0 : failures + 1;
    receiver.become?.(opened ? 'connecting' : 'lost');
    // The first new try comes at once; later ones spread out, so that a whole centre does not knock in the same instant.
    await pause(failures === 0 ? 250 : Math.min(15_000, 500 * 2 ** failures) * (0.5 + Math.random() / 2), stop);
  }
}

/** One connection from its opening to its end; false when it never opened. */
async function once(path: string, receiver: Receiver, stop: AbortSignal) {
  const ended = new AbortController();
  const end = () => ended.abort();
  stop.addEventListener('abort', end);
  let timer = setTimeout(end, silenceMs);
  let opened = false;
  try {
    const headers: Record<string, string> = { ...headersOfCaller(), Accept: 'text/event-stream' };
    const after = receiver.after?.() ?? null;
    if (after !== null) headers['Last-Event-ID'] = String(after);
    const response = await fetch(path, { headers, signal: ended.signal, cache: 'no-store' });
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
        receiver.become?.('live');
        receiver.opened?.();
      }
      const read = frames.read(value);
      if (read.length > 0) receiver.take(read);
    }
  } catch {
    return opened;
  } finally {
    clearTimeout(timer);
    stop.removeEventListener('abort', end);
  }
}

/** Waits, but no longer than until the network is back. */
function pause(ms: number, stop: AbortSignal) {
  return new Promise<void>((resolve) => {
    const timer = setTimeout(done, ms);
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
