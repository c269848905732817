import { useSyncExternalStore } from 'react';
import { serverClock } from '../api/serverTime';

const listeners = new Set<() => void>();
let second = Math.floor(serverClock.now() / 1000);
let timer: ReturnType<typeof setInterval> | null = null;

/** One beat for every countdown of the page. */
function subscribe(listener: () => void) {
  listeners.add(listener);
  timer ??= setInterval(() => {
    second = Math.floor(serverClock.now() / 1000);
    for (const each of listeners) each();
  }, 1000);
  return () => {
    listeners.delete(listener);
    if (listeners.size === 0 && timer !== null) {
      clearInterval(timer);
      timer = null;
    }
  };
}

/** The desk's time in milliseconds, moving once a second. */
export const useNow = () => useSyncExternalStore(subscribe, () => second) * 1000;
