import { type RefObject, useCallback, useEffect, useState } from 'react';

/** Rows that are drawn above and below those that are seen. */
const beyond = 8;

/** Which rows of one height are seen in a box that scrolls. Nothing here grows with the number of rows. */
export function useWindow(box: RefObject<HTMLElement | null>, count: number, height: number) {
  // In steps of a few rows: scrolling within them draws nothing anew.
  const [seen, setSeen] = useState({ first: 0, rows: 20 });

  useEffect(() => {
    const element = box.current!;
    function look() {
      const first = Math.floor(element.scrollTop / height / 4) * 4;
      const rows = Math.ceil(element.clientHeight / height) + 4;
      setSeen((before) => (before.first === first && before.rows === rows ? before : { first, rows }));
    }
    look();
    const sizes = new ResizeObserver(look);
    sizes.observe(element);
    element.addEventListener('scroll', look, { passive: true });
    return () => {
      sizes.disconnect();
      element.removeEventListener('scroll', look);
    };
  }, [box, height]);

  /** Brings a row into view, by as little as it takes. */
  const reveal = useCallback(
    (index: number) => {
      const element = box.current!;
      const head = element.querySelector<HTMLElement>('.row-head')?.offsetHeight ?? 0;
      const top = index * height;
      if (top < element.scrollTop) element.scrollTop = top;
      else if (top + height > element.scrollTop + element.clientHeight - head)
        element.scrollTop = top + height - element.clientHeight + head;
    },
    [box, height],
  );

  const first = Math.max(0, Math.min(seen.first, count) - beyond);
  return { first, end: Math.min(count, seen.first + seen.rows + beyond), reveal };
}
