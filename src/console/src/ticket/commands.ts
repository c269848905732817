import type { TicketView } from '../api/types';
import type { commands as words } from '../i18n/commands.zh-CN';

export type FieldName = keyof (typeof words)['field'];

/** How a field is typed in, and what it is called in the request. */
export interface Field {
  name: string;
  label: FieldName;
  kind:
    | 'line'
    | 'prose'
    | 'choice'
    | 'agent'
    | 'team'
    | 'site'
    | 'ticket'
    | 'day'
    | 'instant'
    | 'tick'
    | 'ids'
    | 'file'
    | 'level';
  required?: boolean;
  /** Where the choices come from, for kind choice. */
  of?:
    | 'type'
    | 'subtype'
    | 'scope'
    | 'priority'
    | 'node'
    | 'waiting'
    | 'closing'
    | 'urgency'
    | 'service'
    | 'link'
    | 'method'
    | 'department'
    | 'material'
    | 'scan';
  /** Whether one may also write what is not among the choices. */
  open?: boolean;
}

export type CommandName = Exclude<
  keyof typeof words,
  'field' | 'method' | 'department' | 'materialKind' | 'fullAnswer' | 'whatBecomes' | 'level1' | 'level2' | 'required'
>;

export interface Command {
  name: CommandName;
  /** The address below the ticket; `{id}` is the part's. */
  path: string;
  fields: readonly Field[];
  /** What the ticket is now already holds a value for the field. */
  start?: (ticket: TicketView) => Record<string, unknown>;
}

const reason: Field = { name: 'reason', label: 'reason', kind: 'prose', required: true };
/** What gives a command: at once when it has no fields, else through a dialog. Null where it is not the reader's to give. */
export type Act = (name: CommandName, item?: number) => (() => void) | null;

const bare = (name: CommandName, path: string): Command => ({ name, path, fields: [] });

const list: readonly Command[] = [
  bare('acknowledge', 'acknowledge'),
  { name: 'decline', path: 'decline', fields: [reason] },
  {
    name: 'assign',
    path: 'assign',
    fields: [
      { name: 'owner', label: 'owner', kind: 'agent', required: true },
      { ...reason, required: false },
      { name: 'collaborators', label: 'team', kind: 'team' },
    ],
  },
  {
    name: 'collaborators',
    path: 'collaborators',
    fields: [
      { name: 'agent', label: 'agent', kind: 'agent', required: true },
      { name: 'part', label: 'part', kind: 'line' },
    ],
  },
  {
    name: 'classify',
    path: 'classify',
    fields: [
      { name: 'type', label: 'type', kind: 'choice', of: 'type' },
      { name: 'subtype', label: 'subtype', kind: 'choice', of: 'subtype' },
      { name: 'scope', label: 'scope', kind: 'choice', of: 'scope' },
    ],
    start: (t) => ({ type: t.type ?? '', subtype: t.subtype ?? '', scope: t.scope ?? '' }),
  },
  {
    name: 'prioritize',
    path: 'prioritize',
    fields: [{ name: 'priority', label: 'priority', kind: 'choice', of: 'priority', required: true }, reason],
    start: (t) => ({ priority: t.priority.value }),
  },
  {
    name: 'progress',
    path: 'progress',
    fields: [
      { name: 'node', label: 'node', kind: 'choice', of: 'node', required: true },
      { name: 'note', label: 'note', kind: 'prose' },
    ],
  },
  {
    name: 'communications',
    path: 'communications',
    fields: [
      { name: 'method', label: 'method', kind: 'choice', of: 'method', open: true, required: true },
      { name: 'summary', label: 'summary', kind: 'prose' },
      { name: 'customerSaid', label: 'customerSaid', kind: 'prose' },
      { name: 'nextStep', label: 'nextStep', kind: 'prose' },
      { name: 'at', label: 'at', kind: 'instant' },
    ],
    start: () => ({ method: 'phone' }),
  },
  {
    name: 'wait',
    path: 'wait',
    fields: [
      { name: 'reason', label: 'waitingReason', kind: 'choice', of: 'waiting', required: true },
      { name: 'note', label: 'note', kind: 'prose' },
    ],
  },
  bare('resume', 'resume'),
  {
    name: 'subtasks',
    path: 'subtasks',
    fields: [
      { name: 'title', label: 'title', kind: 'line', required: true },
      { name: 'assignee', label: 'assignee', kind: 'agent' },
      { name: 'dependsOn', label: 'dependsOn', kind: 'ids' },
    ],
  },
  bare('subtaskStart', 'subtasks/{id}/start'),
  bare('subtaskDone', 'subtasks/{id}/done'),
  { name: 'subtaskCancel', path: 'subtasks/{id}/cancel', fields: [reason] },
  {
    name: 'collaborations',
    path: 'collaborations',
    fields: [
      { name: 'department', label: 'department', kind: 'choice', of: 'department', open: true, required: true },
      { name: 'problem', label: 'problem', kind: 'prose', required: true },
      { name: 'tried', label: 'tried', kind: 'prose' },
    ],
  },
  bare('collaborationAccept', 'collaborations/{id}/accept'),
  {
    name: 'collaborationAnswer',
    path: 'collaborations/{id}/answer',
    fields: [{ name: 'answer', label: 'answer', kind: 'prose', required: true }],
  },
  { name: 'collaborationDecline', path: 'collaborations/{id}/decline', fields: [reason] },
  {
    name: 'visits',
    path: 'visits',
    fields: [
      { name: 'technician', label: 'technician', kind: 'agent', required: true },
      { name: 'address', label: 'address', kind: 'line', required: true },
      { name: 'eta', label: 'eta', kind: 'instant', required: true },
    ],
  },
  bare('visitDepart', 'visits/{id}/depart'),
  bare('visitArrive', 'visits/{id}/arrive'),
  { name: 'visitDone', path: 'visits/{id}/done', fields: [{ name: 'note', label: 'note', kind: 'prose' }] },
  { name: 'visitFail', path: 'visits/{id}/fail', fields: [reason] },
  { name: 'changes', path: 'changes', fields: [{ name: 'what', label: 'what', kind: 'prose', required: true }] },
  {
    name: 'changeConfirm',
    path: 'changes/{id}/confirm',
    fields: [
      { name: 'evidence', label: 'evidence', kind: 'line' },
      { name: 'scan', label: 'scan', kind: 'choice', of: 'scan' },
    ],
  },
  { name: 'changeReject', path: 'changes/{id}/reject', fields: [{ ...reason, required: false }] },
  {
    name: 'escalate',
    path: 'escalate',
    fields: [{ name: 'level', label: 'level', kind: 'level', required: true }, reason],
    start: () => ({ level: '1' }),
  },
  {
    name: 'escalationAcknowledge',
    path: 'escalations/{id}/acknowledge',
    fields: [{ name: 'note', label: 'note', kind: 'prose' }],
  },
  {
    name: 'resolve',
    path: 'resolve',
    fields: [
      { name: 'solution', label: 'solution', kind: 'prose', required: true },
      { name: 'warrantyUntil', label: 'warrantyUntil', kind: 'day' },
      { name: 'apology', label: 'apology', kind: 'prose' },
      { name: 'improvement', label: 'improvement', kind: 'prose' },
    ],
  },
  { name: 'rate', path: 'rate', fields: [] },
  {
    name: 'summary',
    path: 'summary',
    fields: [
      { name: 'cause', label: 'cause', kind: 'prose', required: true },
      { name: 'solution', label: 'solution', kind: 'prose', required: true },
      { name: 'lesson', label: 'lesson', kind: 'prose' },
      { name: 'common', label: 'common', kind: 'tick' },
    ],
    start: (t) => ({ cause: t.summary?.cause ?? '', solution: t.summary?.solution ?? t.resolution?.solution ?? '' }),
  },
  {
    name: 'close',
    path: 'close',
    fields: [{ name: 'reason', label: 'closing', kind: 'choice', of: 'closing', required: true }],
    start: () => ({ reason: 'resolved' }),
  },
  { name: 'reopen', path: 'reopen', fields: [reason] },
  { name: 'merge', path: 'merge', fields: [{ name: 'into', label: 'into', kind: 'ticket', required: true }] },
  bare('unmerge', 'unmerge'),
  {
    name: 'split',
    path: 'split',
    fields: [
      { name: 'verbatim', label: 'verbatim', kind: 'prose', required: true },
      { name: 'facts', label: 'facts', kind: 'prose' },
      { name: 'type', label: 'type', kind: 'choice', of: 'type' },
      { name: 'subtype', label: 'subtype', kind: 'choice', of: 'subtype' },
      { name: 'serviceType', label: 'serviceType', kind: 'choice', of: 'service' },
      { name: 'urgency', label: 'urgency', kind: 'choice', of: 'urgency' },
      { ...reason, required: false },
    ],
    start: (t) => ({ type: t.type ?? '', subtype: t.subtype ?? '', serviceType: t.serviceType ?? '', urgency: t.urgency }),
  },
  {
    name: 'link',
    path: 'link',
    fields: [
      { name: 'to', label: 'to', kind: 'ticket', required: true },
      { name: 'kind', label: 'kind', kind: 'choice', of: 'link', required: true },
    ],
    start: () => ({ kind: 'related' }),
  },
  { name: 'transfer', path: 'transfer', fields: [{ name: 'site', label: 'site', kind: 'site', required: true }, reason] },
  { name: 'reveal', path: 'contact/reveal', fields: [reason] },
  {
    name: 'materials',
    path: 'materials',
    fields: [
      { name: 'file', label: 'file', kind: 'file' },
      { name: 'name', label: 'name', kind: 'line', required: true },
      { name: 'kind', label: 'materialKind', kind: 'choice', of: 'material', required: true },
      { name: 'obtainedVia', label: 'obtainedVia', kind: 'line' },
    ],
    start: () => ({ kind: 'photo' }),
  },
];

const byName = new Map(list.map((command) => [command.name, command]));

export const commandNames = list.map((command) => command.name);
export const commandOf = (name: CommandName) => byName.get(name)!;
export const isCommand = (name: string): name is CommandName => byName.has(name as CommandName);

/** Fields of the command for this ticket: only a complaint is resolved with an apology. */
export function fieldsFor(command: Command, kind: string | undefined): readonly Field[] {
  if (command.name !== 'resolve') return command.fields;
  if (kind === 'complaint')
    return command.fields.filter((f) => f.name !== 'warrantyUntil').map((f) => ({ ...f, required: true }));
  return command.fields.filter(
    (f) => f.name === 'solution' || (f.name === 'warrantyUntil' && (kind === undefined || kind === 'problem')),
  );
}

/** What is offered first and what behind "more". */
export interface Offer {
  first: CommandName[];
  more: CommandName[];
}

/** What is offered to somebody: what usually comes next, less what is not theirs to do. What leads moves up where it is not. */
export function offered(ticket: TicketView, me: string | undefined, may: (name: CommandName) => boolean): Offer {
  const { first, more } = usual(ticket, me);
  const [leading, rest] = [first.filter(may), more.filter(may)];
  return leading.length > 0 ? { first: leading, more: rest } : { first: rest.slice(0, 2), more: rest.slice(2) };
}

/** It follows the map of statuses only so far as to offer what usually comes next; the desk judges, and says why not. */
function usual(ticket: TicketView, me: string | undefined): Offer {
  const common: CommandName[] = ['classify', 'prioritize', 'assign', 'collaborators', 'escalate', 'link', 'materials'];
  const team: CommandName[] = ['subtasks', 'collaborations', 'visits', 'changes'];
  const apart: CommandName[] = ['merge', 'split', 'transfer', 'close'];
  if (ticket.mergedInto) return { first: ['unmerge'], more: ['communications'] };
  switch (ticket.status) {
    case 'pending':
      return {
        first: ticket.owner === null || ticket.owner === me ? ['acknowledge', 'assign'] : ['assign', 'communications'],
        more: [
          // Whoever may can accept in the owner's place, as when the owner says so on the phone.
          ...(ticket.owner === null ? [] : ticket.owner === me ? (['decline'] as const) : (['acknowledge', 'decline'] as const)),
          'communications',
          ...common.filter((c) => c !== 'assign'),
          ...team,
          ...apart,
        ],
      };
    case 'processing':
      return {
        first: ['communications', 'progress', 'resolve'],
        more: [
          ...(ticket.acceptedAt === null ? (['acknowledge', 'decline'] as const) : []),
          'wait',
          ...team,
          ...common,
          ...apart,
        ],
      };
    case 'awaiting_feedback':
      return {
        first: ['resume', 'communications', 'progress'],
        more: ['resolve', ...team, ...common, ...apart],
      };
    case 'resolved':
      return {
        first: ticket.summary ? ['close', 'rate'] : ['summary', 'rate'],
        more: ['communications', 'close', 'summary', 'reopen', 'classify', 'escalate', 'link', 'materials', 'merge', 'split'],
      };
    default:
      // What went to another site goes on there.
      return ticket.closingReason === 'transferred'
        ? { first: ['communications'], more: ['summary', 'link'] }
        : { first: ['reopen'], more: ['summary', 'communications', 'link', 'split'] };
  }
}
