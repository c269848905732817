import { useQuery } from '@tanstack/react-query';
import { Input } from 'antd';
import { useTranslation } from 'react-i18next';
import { agentsQuery } from '../api/queries';
import type { TicketView } from '../api/types';
import type { useLabels } from '../format/marks';
import type { Field } from './commands';
import { SiteInput, type Team, TeamInput, TicketInput } from './RelationInputs';

interface Props {
  id: string;
  field: Field;
  value: unknown;
  ticket: TicketView;
  labels: ReturnType<typeof useLabels>;
  values: Record<string, unknown>;
  invalid: boolean;
  describedBy?: string;
  onChange: (value: unknown) => void;
}

type Option = { value: string; label: string };

/** One field of a command, by its kind. */
export function FieldInput({ id, field, value, ticket, labels, values, invalid, describedBy, onChange }: Props) {
  const { t } = useTranslation();
  const agents = useQuery({ ...agentsQuery(ticket.site), enabled: field.kind === 'agent' || field.kind === 'team' }).data ?? [];
  const text = typeof value === 'string' ? value : '';
  const same = {
    id,
    'aria-invalid': invalid || undefined,
    'aria-describedby': describedBy,
    'aria-required': field.required || undefined,
  } as const;
  const select = (options: Option[]) => (
    <select {...same} className="plain-select wide" value={text} onChange={(e) => onChange(e.target.value)}>
      {!(field.required && text) && <option value="">{t('field.none')}</option>}
      {options.map((option) => (
        <option key={option.value} value={option.value}>
          {option.label}
        </option>
      ))}
    </select>
  );

  switch (field.kind) {
    case 'prose':
      return <Input.TextArea {...same} rows={2} value={text} onChange={(e) => onChange(e.target.value)} />;
    case 'agent':
      return select(
        agents.map((agent) => ({
          value: agent.id,
          label: `${agent.name} · ${agent.roles.map((r) => t(`role.${r}` as 'role.engineer')).join(', ')}`,
        })),
      );
    case 'choice': {
      const options =
        field.of === 'scan'
          ? ticket.materials.map(({ name }) => ({ value: name, label: name }))
          : optionsOf(field, labels, values, t);
      if (!field.open) return select(options);
      return (
        <>
          <input
            {...same}
            className="plain-input wide"
            list={`${id}-list`}
            value={options.find((o) => o.value === text)?.label ?? text}
            onChange={(e) => onChange(options.find((o) => o.label === e.target.value)?.value ?? e.target.value)}
          />
          <datalist id={`${id}-list`}>
            {options.map((option) => (
              <option key={option.value} value={option.label} />
            ))}
          </datalist>
        </>
      );
    }
    case 'team':
      return <TeamInput id={id} agents={agents} team={(value as Team | undefined) ?? ticket.collaborators} onChange={onChange} />;
    case 'site':
      return (
        <SiteInput
          same={same}
          site={ticket.site}
          partners={labels.policy?.dispatch?.overflow?.sites ?? []}
          value={text}
          onChange={onChange}
        />
      );
    case 'ticket':
      return <TicketInput same={same} ticket={ticket} value={text} onChange={onChange} />;
    case 'level':
      return select([
        { value: '1', label: t('commands.level1') },
        { value: '2', label: t('commands.level2') },
      ]);
    case 'day':
      return <input {...same} type="date" className="plain-input" value={text} onChange={(e) => onChange(e.target.value)} />;
    case 'instant':
      return (
        <input {...same} type="datetime-local" className="plain-input" value={text} onChange={(e) => onChange(e.target.value)} />
      );
    case 'tick':
      return <input {...same} type="checkbox" checked={value === true} onChange={(e) => onChange(e.target.checked)} />;
    case 'file':
      return <input {...same} type="file" className="file" onChange={(e) => onChange(e.target.files?.[0] ?? null)} />;
    case 'ids': {
      const ids = Array.isArray(value) ? (value as number[]) : [];
      return (
        <div id={id} className="ticks">
          {ticket.subtasks.length === 0 && <span className="dim">{t('ticket.empty')}</span>}
          {ticket.subtasks.map((subtask) => (
            <label key={subtask.id} className="tick">
              <input
                type="checkbox"
                checked={ids.includes(subtask.id)}
                onChange={(e) => onChange(e.target.checked ? [...ids, subtask.id] : ids.filter((each) => each !== subtask.id))}
              />
              {subtask.id}. {subtask.title}
            </label>
          ))}
        </div>
      );
    }
    default:
      return <Input {...same} value={text} onChange={(e) => onChange(e.target.value)} />;
  }
}

function optionsOf(
  field: Field,
  labels: ReturnType<typeof useLabels>,
  values: Record<string, unknown>,
  t: ReturnType<typeof useTranslation>['t'],
): Option[] {
  const coded = (group: string, codes: readonly string[]) =>
    codes.map((value) => ({ value, label: t(`${group}.${value}` as 'priority.high') }));
  switch (field.of) {
    case 'type':
      return labels.types;
    case 'subtype':
      return labels.subtypesOf(values.type as string);
    case 'node':
      return labels.nodes;
    case 'service':
      return labels.services;
    case 'priority':
      return coded('priority', ['high', 'medium', 'low']);
    case 'urgency':
      return coded('urgency', ['high', 'medium', 'low']);
    case 'scope':
      return coded('scope', ['in_scope', 'cross_department', 'product_review', 'out_of_scope']);
    case 'waiting':
      return coded('waiting', ['customer', 'parts', 'third_party']);
    case 'closing':
      return coded('closing', ['resolved', 'closed_by_customer', 'timed_out']);
    case 'link':
      return coded('link', ['related', 'blocks', 'blocked_by', 'follow_up_of', 'followed_up_by']);
    case 'method':
      return coded('commands.method', ['phone', 'email', '企业微信', 'sms', 'on_site']);
    case 'department':
      return coded('commands.department', ['技术部', '物流部', '财务部', '产品部']);
    case 'material':
      return coded('commands.materialKind', ['photo', 'video', 'document', 'log', 'other']);
    default:
      return [];
  }
}
