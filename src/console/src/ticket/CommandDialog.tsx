import { useQuery, useQueryClient } from '@tanstack/react-query';
import { App, Button, Modal } from 'antd';
import { type FormEvent, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { asRefused } from '../api/problem';
import { meQuery, readTicket, ticketKey } from '../api/queries';
import type { TicketView } from '../api/types';
import { Refusal } from '../app/faults';
import { useSend } from '../app/useSend';
import { useLabels } from '../format/marks';
import { type CommandName, commandOf, type Field, fieldsFor } from './commands';
import { drafts } from './drafts';
import { FieldInput } from './FieldInput';
import { RateFields } from './RateFields';
import type { Team } from './RelationInputs';
import { send as sendCommand, sendMaterial } from './send';

interface Props {
  ticket: TicketView;
  name: CommandName;
  /** Id of the part that the command is about: a subtask, a visit … */
  item?: number;
  onClose: () => void;
  onDone: (ticket: TicketView) => void;
}

/** A command with its fields. What is typed is a draft until the desk has taken it. */
export function CommandDialog({ ticket, name, item, onClose, onDone }: Props) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const queries = useQueryClient();
  const labels = useLabels(ticket.site);
  const me = useQuery(meQuery).data?.id ?? '';
  const command = commandOf(name);
  const kind = labels.policy?.types.find((type) => type.code === ticket.type)?.kind;
  const fields = fieldsFor(command, kind);
  const draft = `${me}.${ticket.site}.${ticket.number}.${name}${item ?? ''}`;

  const [values, setValues] = useState<Record<string, unknown>>(() => ({
    ...command.start?.(ticket),
    ...drafts.read<Record<string, unknown>>(draft),
  }));
  const [version, setVersion] = useState(ticket.version);
  const [missing, setMissing] = useState<readonly string[]>([]);
  const { busy, refused, send } = useSend();
  const form = useRef<HTMLFormElement>(null);

  useEffect(() => form.current?.querySelector<HTMLElement>('input, textarea, select')?.focus(), []);

  function set(field: string, value: unknown) {
    const next = { ...values, [field]: value };
    if (field === 'file' && value instanceof File && !next.name) next.name = value.name;
    setValues(next);
    drafts.keep(draft, { ...next, file: undefined });
  }

  async function submit(event?: FormEvent, at = version) {
    event?.preventDefault();
    const empty = fields.filter((field) => field.required && isEmpty(values[field.name])).map((field) => field.name);
    setMissing(empty);
    if (empty.length > 0) return;
    const body = name === 'rate' ? values : bodyOf(fields, values);
    const { site, number } = ticket;
    await send(
      async (key) => {
        try {
          settle(
            name === 'materials'
              ? await sendMaterial(site, number, textsOf(values), values.file instanceof File ? values.file : null)
              : await sendCommand({ site, number, path: command.path.replace('{id}', String(item)), body, version: at, key }),
          );
        } catch (error) {
          if (asRefused(error).code === 'stale') await lookAgain();
          throw error;
        }
      },
      { body, at },
    );
  }

  /** Whoever sends it once more sends it to the ticket as it is by then. */
  async function lookAgain() {
    const now = await readTicket(ticket.site, ticket.number).catch(() => ticket);
    queries.setQueryData(ticketKey(ticket.site, ticket.number), now);
    setVersion(now.version);
  }

  /** What the ticket is now that the desk has taken the command. */
  function settle(next: TicketView) {
    drafts.forget(draft);
    // Reveal answers with what must not stay in memory.
    if (name !== 'reveal') queries.setQueryData(ticketKey(ticket.site, ticket.number), next);
    void queries.invalidateQueries({ queryKey: ['timeline', ticket.site, ticket.number] });
    void message.success(
      name === 'reveal' ? t('ticket.revealed') : [t(`commands.${name}`), madeBy(name, next)].filter(Boolean).join(' · '),
    );
    onDone(next);
  }

  const faultOf = (field: Field) =>
    missing.includes(field.name)
      ? t('commands.required')
      : refused?.errors.find((fault) => fault.pointer === `/${field.name}`)?.message;
  const labelOf = (field: Field) =>
    field.name === 'solution' && name === 'resolve' && kind && kind !== 'problem' && kind !== 'complaint'
      ? t(kind === 'consultation' ? 'commands.fullAnswer' : 'commands.whatBecomes')
      : t(`commands.field.${field.label}`);

  return (
    <Modal
      open
      title={`${t(`commands.${name}`)} · ${ticket.number}`}
      onCancel={onClose}
      width={560}
      footer={[
        <Button key="cancel" onClick={onClose}>
          {t('act.cancel')}
        </Button>,
        <Button key="send" type="primary" loading={busy} onClick={() => void submit()}>
          {refused?.code === 'stale' ? t('act.sendAnyway') : t('act.send')}
        </Button>,
      ]}
    >
      <form
        ref={form}
        className="fields"
        onSubmit={(e) => void submit(e)}
        onKeyDown={(e) => {
          if (e.key === 'Enter' && (e.ctrlKey || e.metaKey)) void submit();
        }}
      >
        {refused &&
          (refused.code === 'stale' ? (
            <p className="refusal" role="alert">
              {t('problem.stale')}
            </p>
          ) : (
            <Refusal error={refused} />
          ))}
        {name === 'rate' && <RateFields site={ticket.site} values={values} onChange={(next) => setValues(next)} />}
        {fields.map((field) => {
          const id = `f-${field.name}`;
          const fault = faultOf(field);
          return (
            <div key={field.name} className={`field is-${field.kind}`}>
              <label htmlFor={id}>
                {labelOf(field)}
                {field.required && <span aria-hidden="true"> *</span>}
              </label>
              <FieldInput
                id={id}
                field={field}
                ticket={ticket}
                labels={labels}
                values={values}
                value={values[field.name]}
                invalid={fault !== undefined}
                describedBy={fault ? `${id}-fault` : undefined}
                onChange={(value) => set(field.name, value)}
              />
              {fault && (
                <p id={`${id}-fault`} className="field-fault">
                  {fault}
                </p>
              )}
            </div>
          );
        })}
        <button type="submit" className="unseen" tabIndex={-1} aria-hidden="true" />
      </form>
    </Modal>
  );
}

/** Number of the ticket that a command made beside this one; null for the others. */
function madeBy(name: CommandName, ticket: TicketView) {
  const kind = { split: 'split_into', transfer: 'transferred_to' }[name as string];
  return kind ? (ticket.links.findLast((link) => link.kind === kind)?.to ?? null) : null;
}

const isEmpty = (value: unknown) => value === undefined || value === null || (typeof value === 'string' && value.trim() === '');

const textsOf = (values: Record<string, unknown>) =>
  Object.fromEntries(Object.entries(values).filter((entry): entry is [string, string] => typeof entry[1] === 'string'));

/** The request's body: what was left empty is left out. */
function bodyOf(fields: readonly Field[], values: Record<string, unknown>) {
  const body: Record<string, unknown> = {};
  for (const { name, kind } of fields) {
    const value = values[name];
    if (isEmpty(value)) continue;
    // A row that was added and not filled in is nobody.
    if (kind === 'team') body[name] = (value as Team).filter((member) => member.agent);
    else body[name] = kind === 'instant' ? new Date(value as string).toISOString() : kind === 'level' ? Number(value) : value;
  }
  return body;
}
