import { useEffect, useRef, useSyncExternalStore } from 'react';
import type { LiveEvent } from './frames';
import { live } from './stream';

export const useConnection = () => useSyncExternalStore(live.watch, () => live.connection);

/** Calls the latest `events` with what happened, once a frame at most, and `gap` when something may have been missed. */
export function useLive(events: (batch: LiveEvent[]) => void, gap?: () => void) {
  const latest = useRef({ events, gap });
  latest.current = { events, gap };
  useEffect(() => live.follow({ events: (batch) => latest.current.events(batch), gap: () => latest.current.gap?.() }), []);
}

/** Calls `refresh` after events that concern it, at most once in `everyMs`: a burst is one reading. */
export function useRefresh(concerns: (event: LiveEvent) => boolean, refresh: () => void, everyMs = 1000) {
  const timer = useRef<ReturnType<typeof setTimeout> | null>(null);
  const latest = useRef(refresh);
  latest.current = refresh;
  useEffect(() => () => clearTimeout(timer.current ?? undefined), []);
  useLive(
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
