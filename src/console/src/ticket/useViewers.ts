import { useEffect, useRef, useState } from 'react';
import { desk, freshKey } from '../api/client';
import { live, type Viewer } from '../live/stream';

/** A page counts for twelve seconds: said this often, two lost words do no harm. */
const renewMs = 4000;

/** Who stops typing for this long only looks on. */
const typingMs = 5000;

/** Tells this page from others of the same person. */
const page = freshKey();

/** Says that this page shows the ticket, and whether something is being written; and who else has it open. */
export function useViewers(site: string, number: string) {
  const [others, setOthers] = useState<readonly Viewer[]>([]);
  const typedAt = useRef(Number.NEGATIVE_INFINITY);

  useEffect(
    () =>
      live.follow({
        viewers: (ofSite, ofNumber, now) => {
          if (ofSite === site && ofNumber === number) setOthers(now);
        },
        // The stream tells anew who is there; who has gone meanwhile it does not.
        opened: () => setOthers([]),
      }),
    [site, number],
  );

  useEffect(() => {
    const path = { params: { path: { site, number, page } } };
    const address = '/api/v1/tickets/{site}/{number}/viewers/{page}' as const;
    let said = '';
    // What is not heard is said again in a moment, or does not matter any more.
    function say() {
      const doing = performance.now() - typedAt.current < typingMs ? 'typing' : 'looking';
      said = doing;
      void desk.PUT(address, { ...path, body: { doing } }).catch(() => {});
    }
    function typed(event: Event) {
      if (!(event.target instanceof Element && event.target.closest('[role=dialog]'))) return;
      typedAt.current = performance.now();
      if (said !== 'typing') say();
    }
    const leave = () => void desk.DELETE(address, { ...path, keepalive: true }).catch(() => {});
    say();
    const timer = setInterval(say, renewMs);
    document.addEventListener('input', typed);
    addEventListener('pagehide', leave);
    return () => {
      clearInterval(timer);
      document.removeEventListener('input', typed);
      removeEventListener('pagehide', leave);
      typedAt.current = Number.NEGATIVE_INFINITY;
      setOthers([]);
      leave();
    };
  }, [site, number]);

  return others;
}
