import { useEffect, useRef, useSyncExternalStore } from 'react';
import type { LiveEvent } from './frames';
import { type LiveStream, live } from './stream';

export const useConnection = () => useSyncExternalStore(live.watch, () => live.connection);

/** Calls the latest `events` with what happened, once a frame at most, and `gap` when something may have been missed. */
export const useLive = (events: (batch: LiveEvent[]) => void, gap?: () => void) => useStream(live, events, gap);

/** As useLive, of any stream. */
export function useStream<T extends { position: number }>(stream: LiveStream<T>, events: (batch: T[]) => void, gap?: () => void) {
  const latest = useRef({ events, gap });
  latest.current = { events, gap };
  useEffect(
    () => stream.follow({ events: (batch) => latest.current.events(batch), gap: () => latest.current.gap?.() }),
    [stream],
  );
}

/** Calls `refresh` after events that concern it, at most once in `everyMs`: a burst is one reading. */
export const useRefresh = (concerns: (event: LiveEvent) => boolean, refresh: () => void, everyMs = 1000) =>
  useStreamRefresh(live, concerns, refresh, everyMs);

/** As useRefresh, of any stream. */
export function useStreamRefresh<T extends { position: number }>(
  stream: LiveStream<T>,
  concerns: (event: T) => boolean,
  refresh: () => void,
  everyMs: number,
) {
  const timer = useRef<ReturnType<typeof setTimeout> | null>(null);
  const latest = useRef(refresh);
  latest.current = refresh;
  useEffect(() => () => clearTimeout(timer.current ?? undefined), []);
  useStream(
    stream,
    (batch) => {
      if (timer.current === null && batch.some(concerns)) {
        timer.current = setTimeout(() => {
          timer.current = null;
          latest.current();
        }, everyMs);
      }
    },
    () => latest.current(),
  );
}
