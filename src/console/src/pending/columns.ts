import { setting } from '../app/settings';

export const columns = [
  'number',
  'urgency',
  'customer',
  'request',
  'type',
  'priority',
  'source',
  'owner',
  'submittedAt',
  'due',
] as const;
export type Column = (typeof columns)[number];

/** Number and urgency tell a row from the others: they stay. */
export const fixedColumns: readonly Column[] = ['number', 'urgency'];

export const shownColumns = setting<Column[]>('pending.columns', [
  'number',
  'urgency',
  'customer',
  'request',
  'type',
  'owner',
  'submittedAt',
  'due',
]);

const widths: Record<Column, string> = {
  number: '108px',
  urgency: '84px',
  priority: '84px',
  customer: 'minmax(150px, 1.3fr)',
  request: 'minmax(140px, 2fr)',
  type: '88px',
  source: '88px',
  owner: 'minmax(84px, 0.7fr)',
  submittedAt: '108px',
  due: '176px',
};

export const template = (shown: readonly Column[]) => `32px ${shown.map((column) => widths[column]).join(' ')} 68px`;

export interface Filters {
  words: string;
  urgency: string;
  type: string;
  tier: string;
  mine: boolean;
}

export const noFilters: Filters = { words: '', urgency: '', type: '', tier: '', mine: false };
export const savedFilters = setting<Filters>('pending.filters', noFilters);
