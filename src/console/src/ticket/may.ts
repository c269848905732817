import type { Me, TicketView } from '../api/types';
import type { CommandName } from './commands';

/** Roles that count at every site, not only at those that their owner belongs to. */
const spanning = ['director', 'auditor', 'system_admin'];

/** Those who carry tickets through. */
const service = [
  'service_agent',
  'engineer',
  'technical_support_manager',
  'customer_relations_specialist',
  'supervisor',
  'director',
  'site_admin',
  'system_admin',
];

/** What decides about a ticket's course: not for those who lend a hand with single tickets. */
const steering: readonly CommandName[] = [
  'assign',
  'collaborators',
  'classify',
  'prioritize',
  'visits',
  'changeConfirm',
  'changeReject',
  'escalationAcknowledge',
  'rate',
  'close',
  'reopen',
  'merge',
  'unmerge',
  'split',
  'link',
  'transfer',
];
const answering: readonly CommandName[] = ['collaborationAccept', 'collaborationAnswer', 'collaborationDecline'];
const moving: readonly CommandName[] = ['visitDepart', 'visitArrive', 'visitDone', 'visitFail'];

/** How far somebody may go with a command: not at all, with tickets that they have a part in, or with whatever the site has. */
export type Reach = 'none' | 'own' | 'any';

/**
 * The table of docs/authorization.md as far as tickets go, so that nobody is offered what the desk would refuse. It only hides: the desk
 * decides. A test holds it to that page.
 */
export function reachOf(name: CommandName, roles: readonly string[], isHome: boolean): Reach {
  if (roles.includes('auditor') && !roles.includes('system_admin')) return 'none';
  const counted = isHome ? roles : roles.filter((role) => spanning.includes(role));
  const has = (...wanted: readonly string[]) => wanted.some((role) => counted.includes(role));
  if (name === 'reveal' && !isHome && !has('system_admin')) return 'none';
  if (has(...service)) return 'any';
  if (steering.includes(name)) return 'none';
  const [field, member] = [has('field_engineer'), has('department_member')];
  if (name === 'acknowledge' && field) return 'any';
  if (answering.includes(name) && member) return 'any';
  if (moving.includes(name) || name === 'reveal') return field ? 'own' : 'none';
  return field || member ? 'own' : 'none';
}

/** Whether the command is to be offered for this ticket. */
export function mayGive(name: CommandName, ticket: TicketView, me: Me | undefined, item?: number) {
  if (!me) return false;
  const reach = reachOf(name, me.roles, me.sites.includes(ticket.site));
  return reach === 'any' || (reach === 'own' && hasPart(ticket, name, me.id, item));
}

/** Owner, collaborator, technician of a visit or assignee of a subtask; a technician moves their own visits only. */
function hasPart(ticket: TicketView, name: CommandName, id: string, item?: number) {
  if (ticket.owner === id) return true;
  if (moving.includes(name)) return ticket.visits.some((visit) => visit.id === item && visit.technician === id);
  return (
    ticket.collaborators.some((each) => each.agent === id) ||
    ticket.visits.some((each) => each.technician === id) ||
    ticket.subtasks.some((each) => each.assignee === id)
  );
}
