import { useSyncExternalStore } from 'react';

const listeners = new Set<() => void>();

/** A choice of the user that this machine remembers. */
export function setting<T>(name: string, otherwise: T) {
  const place = `desk.${name}`;
  let value = read();

  function read(): T {
    try {
      const kept = localStorage.getItem(place);
      return kept === null ? otherwise : (JSON.parse(kept) as T);
    } catch {
      return otherwise;
    }
  }

  const get = () => value;
  const set = (next: T) => {
    value = next;
    localStorage.setItem(place, JSON.stringify(next));
    for (const listener of listeners) listener();
  };
  const subscribe = (listener: () => void) => {
    listeners.add(listener);
    return () => {
      listeners.delete(listener);
    };
  };
  return { get, set, use: () => [useSyncExternalStore(subscribe, get), set] as const };
}

export const shade = setting<'light' | 'dark'>('shade', matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light');
export const chosenSite = setting<string>('site', '');
export const sound = setting('sound', true);
