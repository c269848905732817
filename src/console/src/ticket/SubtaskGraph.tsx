import { useTranslation } from 'react-i18next';
import type { TicketView } from '../api/types';
import { columnsOf } from './graph';

const cell = { width: 168, height: 34, gapX: 44, gapY: 12 };

/** Which subtask waits for which. The list below it says the same in words. */
export function SubtaskGraph({ subtasks }: { subtasks: TicketView['subtasks'] }) {
  const { t } = useTranslation();
  const columns = columnsOf(subtasks);
  const places = new Map<number, { x: number; y: number }>();
  columns.forEach((column, x) => {
    column.forEach((id, y) => {
      places.set(id, { x: x * (cell.width + cell.gapX), y: y * (cell.height + cell.gapY) });
    });
  });
  const width = columns.length * (cell.width + cell.gapX) - cell.gapX;
  const height = Math.max(...columns.map((column) => column.length)) * (cell.height + cell.gapY) - cell.gapY;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls has to be reached by the keyboard
    <section className="graph" tabIndex={0} aria-label={t('ticket.subtasks')}>
      <svg
        width={width + 4}
        height={height + 4}
        viewBox={`-2 -2 ${width + 4} ${height + 4}`}
        role="img"
        aria-label={t('ticket.subtasks')}
      >
        {subtasks.flatMap((subtask) =>
          subtask.dependsOn.map((id) => {
            const from = places.get(id);
            const to = places.get(subtask.id);
            if (!from || !to) return null;
            const x1 = from.x + cell.width;
            const y1 = from.y + cell.height / 2;
            const y2 = to.y + cell.height / 2;
            const bend = (to.x - x1) / 2;
            return <path key={`${id}-${subtask.id}`} d={`M${x1} ${y1}C${x1 + bend} ${y1} ${to.x - bend} ${y2} ${to.x} ${y2}`} />;
          }),
        )}
        {subtasks.map((subtask) => {
          const place = places.get(subtask.id)!;
          return (
            <g key={subtask.id} transform={`translate(${place.x} ${place.y})`} className={`is-${subtask.state}`}>
              <rect width={cell.width} height={cell.height} rx={6} />
              <text x={12} y={21}>
                {shorten(`${subtask.id}. ${subtask.title}`)}
              </text>
            </g>
          );
        })}
      </svg>
    </section>
  );
}

/** About what fits: a Chinese character is as wide as two Latin ones. */
function shorten(text: string) {
  let width = 0;
  for (let i = 0; i < text.length; i++) {
    width += text.charCodeAt(i) > 0x2e80 ? 2 : 1;
    if (width > 21) return `${text.slice(0, i)}…`;
  }
  return text;
}
