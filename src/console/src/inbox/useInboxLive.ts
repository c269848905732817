import { useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { follow } from '../live/line';
import { inboxKey } from './notices';

/** A burst of notices is one reading. */
const paceMs = 500;

/** Reads the inbox anew whenever the desk tells the user something. */
export function useInboxLive() {
  const queries = useQueryClient();
  useEffect(() => {
    let line: AbortController | null = null;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const look = () => void queries.invalidateQueries({ queryKey: inboxKey });
    const soon = () => {
      timer ??= setTimeout(() => {
        timer = undefined;
        look();
      }, paceMs);
    };
    const open = () => {
      line = new AbortController();
      // What came while nobody listened is read when the line opens: there is no place to go on from.
      void follow('/api/v1/notices/stream', { take: soon, opened: look }, line.signal);
    };
    const close = () => {
      line?.abort();
      line = null;
    };
    // A browser gives a desk without HTTP/2 six connections for all its tabs: one that nobody looks at needs no bell.
    const turn = () => {
      if (document.hidden) close();
      else if (line === null) open();
    };
    turn();
    document.addEventListener('visibilitychange', turn);
    return () => {
      document.removeEventListener('visibilitychange', turn);
      clearTimeout(timer);
      close();
    };
  }, [queries]);
}
