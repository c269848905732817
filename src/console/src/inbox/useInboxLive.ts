import { useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { follow } from '../live/line';
import { tabs } from '../live/tabs';
import { inboxKey } from './notices';

/** A burst of notices is one reading. */
const paceMs = 500;

/** Reads the inbox anew whenever the desk tells the user something. */
export function useInboxLive() {
  const queries = useQueryClient();
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const look = () => void queries.invalidateQueries({ queryKey: inboxKey });
    const soon = () => {
      timer ??= setTimeout(() => {
        timer = undefined;
        look();
      }, paceMs);
    };
    const end = new AbortController();
    // What came while nobody listened is read when the line opens: there is no place to go on from.
    tabs.whileSeen((stop) => void follow('/api/v1/notices/stream', { take: soon, opened: look }, stop), end.signal);
    return () => {
      clearTimeout(timer);
      end.abort();
    };
  }, [queries]);
}
