import { memo } from 'react';
import { useTranslation } from 'react-i18next';
import type { TicketView } from '../api/types';
import { NextDeadline } from '../format/Deadline';
import { PriorityMark, TierMark, type useLabels } from '../format/marks';
import { moment } from '../format/time';
import type { Column } from './columns';

interface Props {
  ticket: TicketView;
  place: number;
  top: number;
  height: number;
  template: string;
  shown: readonly Column[];
  isMarked: boolean;
  isSelected: boolean;
  mayAccept: boolean;
  labels: ReturnType<typeof useLabels>;
  nameOf: (id: string | null) => string;
  onOpen: (ticket: TicketView) => void;
  onMark: (ticket: TicketView) => void;
  onSelect: (ticket: TicketView) => void;
  onAccept: (ticket: TicketView) => void;
}

/** One row of the queue: a line of columns on a desk, two lines on a phone. A row that only moves is not drawn anew. */
export function Row(props: Props) {
  const { ticket, place, top, height, template, isMarked, isSelected, onMark, onOpen, ...content } = props;
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the grid around it takes the keys
    <div
      role="row"
      id={`row-${ticket.number}`}
      tabIndex={-1}
      aria-rowindex={place + 2}
      aria-selected={isMarked}
      className={`row urgency-${ticket.urgency}${isMarked ? ' is-marked' : ''}${isSelected ? ' is-selected' : ''}`}
      style={{ transform: `translateY(${top}px)`, height, gridTemplateColumns: template }}
      onClick={() => onMark(ticket)}
      onDoubleClick={() => onOpen(ticket)}
    >
      <Cells ticket={ticket} isSelected={isSelected} onOpen={onOpen} {...content} />
    </div>
  );
}

type Content = Omit<Props, 'place' | 'top' | 'height' | 'template' | 'isMarked' | 'onMark'>;

const Cells = memo(function Cells(props: Content) {
  const { ticket, shown, labels, nameOf } = props;
  const { t } = useTranslation();
  const cell: Record<Column, () => React.ReactNode> = {
    number: () => (
      <button
        type="button"
        className="number"
        tabIndex={-1}
        aria-label={t('pending.open', { number: ticket.number })}
        onClick={() => props.onOpen(ticket)}
      >
        {ticket.number}
      </button>
    ),
    urgency: () => <PriorityMark value={ticket.urgency} />,
    priority: () => <PriorityMark value={ticket.priority.value} />,
    customer: () => (
      <>
        <span className="cut">{ticket.customer.name}</span>
        <TierMark tier={ticket.customer.tier} />
      </>
    ),
    request: () => <span className="cut">{ticket.verbatim}</span>,
    type: () => <span className="cut">{labels.type(ticket.type)}</span>,
    source: () => <span className="cut">{t(`source.${ticket.source}`)}</span>,
    owner: () => <span className={ticket.owner ? 'cut' : 'cut dim'}>{nameOf(ticket.owner)}</span>,
    submittedAt: () => <time dateTime={ticket.submittedAt}>{moment(ticket.submittedAt)}</time>,
    due: () => <NextDeadline ticket={ticket} />,
  };
  return (
    <>
      <span role="gridcell" className="cell-select">
        <input
          type="checkbox"
          tabIndex={-1}
          checked={props.isSelected}
          aria-label={t('pending.select', { number: ticket.number })}
          onChange={() => props.onSelect(ticket)}
        />
      </span>
      {shown.map((column) => (
        <span role="gridcell" key={column} className={`cell cell-${column}`}>
          {cell[column]()}
        </span>
      ))}
      <span role="gridcell" className="cell-act">
        {props.mayAccept && (
          <button type="button" className="plain-button" tabIndex={-1} onClick={() => props.onAccept(ticket)}>
            {t('pending.claim')}
          </button>
        )}
      </span>
    </>
  );
});
