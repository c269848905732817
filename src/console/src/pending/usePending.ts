import { startTransition, useCallback, useEffect, useRef, useState } from 'react';
import { ask, desk } from '../api/client';
import { readTicket } from '../api/queries';
import type { TicketView } from '../api/types';
import { useLive } from '../live/useLive';
import { type Effect, PendingRows } from './rows';

/** Tickets that are read one by one after a burst; beyond that the first page is read instead. */
const singleReads = 24;

/** Rows on the screen that more has happened to are read together, this often at most. */
const rereadMs = 400;

interface View {
  list: readonly TicketView[];
  state: 'loading' | 'ready' | 'failed';
  error: unknown;
  isComplete: boolean;
}

/** The queue of a site, live: read once, then moved by events. */
export function usePending(site: string, onTaken: (taken: Effect['taken']) => void) {
  const rows = useRef(new PendingRows());
  const cursor = useRef<string | null>(null);
  const reading = useRef(false);
  const [view, setView] = useState<View>({ list: [], state: 'loading', error: null, isComplete: false });

  const show = useCallback((state: View['state'] = 'ready', error: unknown = null) => {
    setView({ list: rows.current.list, state, error, isComplete: rows.current.isComplete });
  }, []);

  const page = useCallback(
    async (after: string | null) => {
      const query = { site, limit: 100, ...(after ? { cursor: after } : {}) };
      const answer = await ask(desk.GET('/api/v1/queue', { params: { query } }));
      return answer;
    },
    [site],
  );

  const reload = useCallback(async () => {
    if (!site) return;
    try {
      const first = await page(null);
      rows.current.clear();
      rows.current.addPage(first.items, first.next);
      cursor.current = first.next;
      show();
    } catch (error) {
      show('failed', error);
    }
  }, [page, show, site]);

  const more = useCallback(async () => {
    if (reading.current || cursor.current === null) return;
    reading.current = true;
    try {
      const next = await page(cursor.current);
      cursor.current = next.next;
      rows.current.addPage(next.items, next.next);
      show();
    } catch {
      // The rows that are there stay; scrolling asks again.
    } finally {
      reading.current = false;
    }
  }, [page, show]);

  useEffect(() => {
    rows.current.clear();
    cursor.current = null;
    setView({ list: [], state: 'loading', error: null, isComplete: false });
    void reload();
  }, [reload]);

  const readAll = useCallback(
    async (numbers: readonly string[]) => {
      const read = await Promise.allSettled(numbers.map((number) => readTicket(site, number)));
      rows.current.put(read.flatMap((r) => (r.status === 'fulfilled' ? [r.value] : [])));
      show();
    },
    [site, show],
  );

  useLive(
    (batch) => {
      const ours = batch.filter((event) => event.site === site);
      if (ours.length === 0) return;
      const before = rows.current.list;
      const effect = rows.current.take(ours);
      if (rows.current.list !== before) startTransition(() => show());
      if (effect.taken.length > 0) onTaken(effect.taken);
      if (effect.read.length > singleReads)
        void page(null)
          .then((first) => rows.current.put(first.items))
          .then(
            () => show(),
            () => {},
          );
      else if (effect.read.length > 0) void readAll(effect.read);
    },
    () => void reload(),
  );

  // What is looked at is read anew; what is not looked at waits until it is.
  const seen = useRef<readonly string[]>([]);
  const timer = useRef<ReturnType<typeof setTimeout> | null>(null);
  const look = useCallback(
    (numbers: readonly string[]) => {
      seen.current = numbers;
      if (timer.current !== null || !numbers.some((number) => rows.current.isStale(number))) return;
      timer.current = setTimeout(async () => {
        await readAll(seen.current.filter((number) => rows.current.isStale(number)));
        timer.current = null;
      }, rereadMs);
    },
    [readAll],
  );
  useEffect(() => () => clearTimeout(timer.current ?? undefined), []);

  /** Shows a ticket as the desk just answered it. */
  const put = useCallback(
    (ticket: TicketView) => {
      rows.current.put([ticket]);
      show();
    },
    [show],
  );

  return { ...view, reload, more, put, look };
}
