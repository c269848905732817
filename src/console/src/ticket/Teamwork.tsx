import { Button } from 'antd';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { TicketView } from '../api/types';
import { Countdown } from '../format/Deadline';
import { useNames } from '../format/marks';
import { moment } from '../format/time';
import { CopyLink } from './CopyLink';
import type { Act, CommandName } from './commands';
import { Panel } from './Panel';
import { SubtaskGraph } from './SubtaskGraph';

/** Work shared with others: subtasks, departments, technicians, and what the customer changed. */
export function Teamwork({ ticket, act }: { ticket: TicketView; act: Act }) {
  const { t } = useTranslation();
  const nameOf = useNames(ticket.site);
  const isOpen = ticket.status !== 'resolved' && ticket.status !== 'closed' && !ticket.mergedInto;
  const add = (name: CommandName) => ({ label: t('act.add'), onClick: isOpen ? act(name) : null });
  return (
    <>
      <Panel title={t('ticket.subtasks')} add={add('subtasks')}>
        {ticket.subtasks.length === 0 && <p className="dim">{t('ticket.noneYet')}</p>}
        {ticket.subtasks.some((subtask) => subtask.dependsOn.length > 0) && <SubtaskGraph subtasks={ticket.subtasks} />}
        <ul className="parts">
          {ticket.subtasks.map((subtask) => (
            <Part
              key={subtask.id}
              mark={t(`subtask.${subtask.state}`)}
              tone={subtask.state === 'done' ? 'resolved' : subtask.state === 'started' ? 'processing' : ''}
              title={`${subtask.id}. ${subtask.title}`}
              notes={[
                nameOf(subtask.assignee),
                subtask.dependsOn.length > 0 && t('ticket.dependsOn', { ids: subtask.dependsOn.join(', ') }),
                subtask.reason,
              ]}
              item={subtask.id}
              act={act}
              acts={
                subtask.state === 'open'
                  ? ['subtaskStart', 'subtaskCancel']
                  : subtask.state === 'started'
                    ? ['subtaskDone', 'subtaskCancel']
                    : []
              }
            />
          ))}
        </ul>
      </Panel>
      <Panel title={t('ticket.collaborations')} add={add('collaborations')}>
        {ticket.collaborations.length === 0 && <p className="dim">{t('ticket.noneYet')}</p>}
        <ul className="parts">
          {ticket.collaborations.map((collaboration) => (
            <Part
              key={collaboration.id}
              mark={t(`collaboration.${collaboration.state}`)}
              tone={collaboration.state === 'answered' ? 'resolved' : collaboration.state === 'declined' ? '' : 'processing'}
              title={t(`commands.department.${collaboration.department}` as 'commands.department.技术部', {
                defaultValue: collaboration.department,
              })}
              notes={[nameOf(collaboration.by), moment(collaboration.since)]}
              clock={collaboration.sla}
              item={collaboration.id}
              act={act}
              acts={
                collaboration.state === 'requested'
                  ? ['collaborationAccept', 'collaborationAnswer', 'collaborationDecline']
                  : collaboration.state === 'accepted'
                    ? ['collaborationAnswer', 'collaborationDecline']
                    : []
              }
            />
          ))}
        </ul>
      </Panel>
      <Panel title={t('ticket.visits')} add={add('visits')}>
        {ticket.visits.length === 0 && <p className="dim">{t('ticket.noneYet')}</p>}
        <ul className="parts">
          {ticket.visits.map((visit) => (
            <Part
              key={visit.id}
              mark={t(`visit.${visit.state}`)}
              tone={visit.state === 'done' ? 'resolved' : visit.state === 'failed' ? 'escalated' : 'processing'}
              title={visit.address}
              notes={[nameOf(visit.technician), t('ticket.eta', { at: moment(visit.eta) })]}
              clock={visit.sla}
              item={visit.id}
              act={act}
              acts={
                visit.state === 'planned'
                  ? ['visitDepart', 'visitFail']
                  : visit.state === 'departed'
                    ? ['visitArrive', 'visitFail']
                    : visit.state === 'arrived'
                      ? ['visitDone', 'visitFail']
                      : []
              }
            />
          ))}
        </ul>
      </Panel>
      <Panel title={t('ticket.changes')} add={add('changes')}>
        {ticket.changes.length === 0 && <p className="dim">{t('ticket.noneYet')}</p>}
        <ul className="parts">
          {ticket.changes.map((change) => (
            <Part
              key={change.id}
              mark={t(`change.${change.state}`)}
              tone={change.state === 'confirmed' ? 'resolved' : change.state === 'rejected' ? '' : 'pending'}
              title={change.what}
              notes={[moment(change.since)]}
              clock={change.sla}
              item={change.id}
              act={act}
              acts={change.state === 'unconfirmed' ? ['changeConfirm', 'changeReject'] : []}
              extra={change.link && <CopyLink label={t('ticket.confirmLink')} address={change.link} />}
            />
          ))}
        </ul>
      </Panel>
    </>
  );
}

interface PartProps {
  mark: string;
  tone: string;
  title: string;
  notes: readonly (string | false | null)[];
  clock?: Parameters<typeof Countdown>[0]['clock'] | null;
  item: number;
  act: Act;
  acts: readonly CommandName[];
  extra?: ReactNode;
}

function Part({ mark, tone, title, notes, clock, item, act, acts, extra }: PartProps) {
  const { t } = useTranslation();
  return (
    <li>
      <span className={`mark status-${tone}`}>{mark}</span>
      <span className="grow">
        {title}
        <small>{notes.filter(Boolean).join(' · ')}</small>
      </span>
      {clock && (clock.state === 'running' || clock.state === 'breached') && <Countdown clock={clock} />}
      {extra}
      {acts.map((name) => {
        const give = act(name, item);
        return (
          give && (
            <Button key={name} size="small" onClick={give}>
              {t(`commands.${name}`)}
            </Button>
          )
        );
      })}
    </li>
  );
}
