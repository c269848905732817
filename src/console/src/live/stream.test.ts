import { afterEach, expect, test, vi } from 'vitest';
import { session } from '../api/session';
import type { LiveEvent } from './frames';
import { LiveStream } from './stream';

/** A desk whose connections the test holds in its hand. */
function connections() {
  const opened: { headers: Record<string, string>; send: (text: string) => void; end: () => void }[] = [];
  vi.stubGlobal('fetch', (_: string, { headers }: { headers: Record<string, string> }) => {
    let control: ReadableStreamDefaultController<Uint8Array>;
    const body = new ReadableStream<Uint8Array>({
      start(c) {
        control = c;
      },
    });
    opened.push({ headers, send: (text) => control.enqueue(new TextEncoder().encode(text)), end: () => control.close() });
    return Promise.resolve({ ok: true, status: 200, body });
  });
  return opened;
}

const event = (position: number) => `id: ${position}\ndata: {"position":${position},"kind":"progressed"}\n\n`;

afterEach(() => {
  session.set(null);
  vi.unstubAllGlobals();
});

test('after a cut the stream goes on behind the last event, and drops what comes twice', async () => {
  session.set({ accessToken: 'token', expiresAt: new Date(Date.now() + 60_000).toISOString() });
  const opened = connections();
  const stream = new LiveStream();
  const seen: number[] = [];
  let gaps = 0;
  stream.follow({ events: (batch: LiveEvent[]) => seen.push(...batch.map((each) => each.position)), gap: () => gaps++ });
  stream.start();
  await vi.waitFor(() => expect(opened.length).toBe(1));
  expect(opened[0]!.headers['Last-Event-ID']).toBeUndefined();
  opened[0]!.send(`: open\n\n${event(4)}${event(5)}`);
  await vi.waitFor(() => expect(seen).toEqual([4, 5]));
  expect(gaps).toBe(1);
  opened[0]!.end();
  await vi.waitFor(() => expect(opened.length).toBe(2), { timeout: 3000 });
  expect(opened[1]!.headers['Last-Event-ID']).toBe('5');
  opened[1]!.send(`: open\n\n${event(5)}${event(6)}`);
  await vi.waitFor(() => expect(seen).toEqual([4, 5, 6]));
  expect(gaps).toBe(1);
  stream.stop();
});

test('who else looks at a ticket is told beside the events, and moves no place', async () => {
  session.set({ accessToken: 'token', expiresAt: new Date(Date.now() + 60_000).toISOString() });
  const opened = connections();
  const stream = new LiveStream();
  const seen: string[] = [];
  stream.follow({ viewers: (site, number, others) => seen.push(`${site}/${number} ${others.map((each) => each.name).join()}`) });
  stream.start();
  await vi.waitFor(() => expect(opened.length).toBe(1));
  opened[0]!.send(`${event(4)}event: viewers\ndata: {"site":"SH","number":"1","viewers":[{"id":"li","name":"Li"}]}\n\n`);
  await vi.waitFor(() => expect(seen).toEqual(['SH/1 Li']));
  opened[0]!.end();
  await vi.waitFor(() => expect(opened.length).toBe(2), { timeout: 3000 });
  expect(opened[1]!.headers['Last-Event-ID']).toBe('4');
  stream.stop();
});

test('a burst is handed over at once, not event by event', async () => {
  session.set({ accessToken: 'token', expiresAt: new Date(Date.now() + 60_000).toISOString() });
  const opened = connections();
  const stream = new LiveStream();
  const batches: number[] = [];
  stream.follow({ events: (batch) => batches.push(batch.length) });
  stream.start();
  await vi.waitFor(() => expect(opened.length).toBe(1));
  opened[0]!.send(Array.from({ length: 500 }, (_, i) => event(i + 1)).join(''));
  await vi.waitFor(() => expect(batches.reduce((a, b) => a + b, 0)).toBe(500));
  expect(batches.length).toBeLessThan(5);
  stream.stop();
});
