import { useQuery } from '@tanstack/react-query';
import { Button } from 'antd';
import { useTranslation } from 'react-i18next';
import { timelineQuery } from '../api/queries';
import type { TimelineEntry } from '../api/types';
import { Refusal, Waiting } from '../app/faults';
import { useLabels, useNames } from '../format/marks';
import { exactMoment } from '../format/time';

interface Props {
  site: string;
  number: string;
  asOf: string | undefined;
  onLook: (moment: string) => void;
}

/** Everything that happened, latest first; each entry leads to the ticket as it was then. */
export function Timeline({ site, number, asOf, onLook }: Props) {
  const { t } = useTranslation();
  const query = useQuery(timelineQuery(site, number));
  const nameOf = useNames(site);
  const describe = useDescription(site);
  if (query.isError)
    return <Refusal error={query.error} action={<Button onClick={() => void query.refetch()}>{t('act.retry')}</Button>} />;
  if (!query.data) return <Waiting />;
  return (
    <ol className="timeline">
      {[...query.data].reverse().map((entry) => (
        <li key={entry.version} className={`${asOf && entry.at > asOf ? 'is-later ' : ''}by-${entry.byKind}`}>
          <p className="timeline-head">
            <strong>{t(`event.${entry.kind}` as 'event.opened', { defaultValue: entry.kind })}</strong>
            <span>
              {entry.byKind === 'clock'
                ? t('ticket.system')
                : entry.byKind === 'customer'
                  ? t('ticket.customerActor')
                  : nameOf(entry.by)}
            </span>
            <time dateTime={entry.at}>{exactMoment(entry.at)}</time>
            <Button size="small" type="text" onClick={() => onLook(entry.at)}>
              {t('ticket.seeThen')}
            </Button>
          </p>
          {describe(entry).map((line) => (
            <p key={line}>{line}</p>
          ))}
          <p className="timeline-proof" title={entry.hash}>
            {t('ticket.step', { version: entry.version })} · {t('ticket.hash')} {entry.hash.slice(0, 12)}
            {entry.via && ` · ${t('ticket.via', { address: entry.via })}`}
          </p>
        </li>
      ))}
    </ol>
  );
}

/** What an event says beside its kind, in the reader's words. Fields that only programs need stay out. */
function useDescription(site: string) {
  const { t } = useTranslation();
  const labels = useLabels(site);
  const nameOf = useNames(site);
  const prose = [
    'reason',
    'note',
    'summary',
    'customerSaid',
    'nextStep',
    'problem',
    'tried',
    'text',
    'what',
    'solution',
    'apology',
    'improvement',
    'cause',
    'lesson',
    'comment',
    'address',
    'title',
    'part',
  ];
  return ({ kind, data }: TimelineEntry): string[] => {
    const text = (name: string) => (typeof data[name] === 'string' ? (data[name] as string) : null);
    const lines: (string | null)[] = [];
    if (kind === 'opened') lines.push(text('verbatim'));
    if (kind === 'progressed') lines.push(labels.node(text('node') ?? ''));
    if (kind === 'assigned' || kind === 'acknowledged') lines.push(`${t('field.owner')}: ${nameOf(text('owner'))}`);
    if (kind === 'prioritized') lines.push(t(`priority.${(data.priority as { value: 'high' }).value}`));
    if (kind === 'waited') return [t(`waiting.${text('reason') as 'parts'}`), text('note') ?? ''].filter(Boolean);
    if (kind === 'closed') return [t(`closing.${text('reason') as 'resolved'}`)];
    if (kind === 'classified')
      lines.push(
        [labels.type(text('type')), text('scope') && t(`scope.${text('scope') as 'in_scope'}`)].filter(Boolean).join(' · '),
      );
    if (kind === 'breached' || kind === 'reminded') lines.push(t(`clock.${(data.clock as { kind: 'ack' }).kind}`));
    if (kind === 'escalated' || kind === 'escalation_acknowledged')
      lines.push(t(data.level === 1 ? 'ticket.level1' : 'ticket.level2'));
    if (kind === 'material_added') lines.push((data.material as { name: string }).name);
    if (kind === 'visit_planned') lines.push(nameOf(text('technician')));
    if (kind === 'collaborator_added') lines.push(nameOf(text('agent')));
    if (kind === 'collaboration_requested') lines.push(text('department'));
    if (typeof data.id === 'number' && typeof data.to === 'string') {
      const group = kind.split('_')[0] as 'subtask' | 'visit' | 'change' | 'collaboration';
      lines.push(`${data.id}: ${t(`${group}.${data.to}` as 'subtask.open')}`);
    }
    return [...lines, ...prose.filter((name) => kind !== 'escalated' || name !== 'cause').map(text)].filter(
      (line): line is string => Boolean(line),
    );
  };
}
