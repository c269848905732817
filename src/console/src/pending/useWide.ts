import { useSyncExternalStore } from 'react';

const query = matchMedia('(min-width: 900px)');

function subscribe(listener: () => void) {
  query.addEventListener('change', listener);
  return () => query.removeEventListener('change', listener);
}

/** Whether there is room for columns beside each other. */
export const useWide = () => useSyncExternalStore(subscribe, () => query.matches);
