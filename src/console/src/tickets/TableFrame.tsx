import './tickets.css';
import type { ReactNode } from 'react';

/** Around a table that may be wider than its page: whoever has no mouse scrolls it with the arrow keys. */
export function TableFrame({ label, children }: { label: string; children: ReactNode }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls has to be reached by the keyboard
    <section className="table-frame" tabIndex={0} aria-label={label}>
      {children}
    </section>
  );
}
