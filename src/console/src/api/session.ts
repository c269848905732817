import { useSyncExternalStore } from 'react';

/**
 * @property accessToken null where the provider signed somebody in: a cookie that no script can read carries the session then
 * @property expiresAt when the desk asks for a new sign-in, RFC 3339
 */
export interface Session {
  accessToken: string | null;
  expiresAt: string;
}

const place = 'desk.session';
const listeners = new Set<() => void>();
let current = read();

function read(): Session | null {
  try {
    const kept = JSON.parse(sessionStorage.getItem(place) ?? 'null') as Session | null;
    return kept && Date.parse(kept.expiresAt) > Date.now() ? kept : null;
  } catch {
    return null;
  }
}

/** The session lasts as long as its tab: docs/adr/0033 and 0046 say why. */
export const session = {
  get: () => current,
  set(next: Session | null) {
    current = next;
    if (next) sessionStorage.setItem(place, JSON.stringify(next));
    else sessionStorage.removeItem(place);
    for (const listener of listeners) listener();
  },
  subscribe(listener: () => void) {
    listeners.add(listener);
    return () => {
      listeners.delete(listener);
    };
  },
};

export const useSession = () => useSyncExternalStore(session.subscribe, session.get);
