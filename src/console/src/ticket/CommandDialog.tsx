import { useQuery, useQueryClient } from '@tanstack/react-query';
import { App, Button, Modal } from 'antd';
import { type FormEvent, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { freshKey } from '../api/client';
import { asRefused, type Refused } from '../api/problem';
import { meQuery, readTicket, ticketKey } from '../api/queries';
import type { TicketView } from '../api/types';
import { Refusal } from '../app/faults';
import { useLabels } from '../format/marks';
import { type CommandName, commandOf, type Field, fieldsFor } from './commands';
import { drafts } from './drafts';
import { FieldInput } from './FieldInput';
import { RateFields } from './RateFields';
import { send, sendMaterial } from './send';

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
  const [refused, setRefused] = useState<Refused | null>(null);
  const [missing, setMissing] = useState<readonly string[]>([]);
  const [busy, setBusy] = useState(false);
  const key = useRef(freshKey());
  const form = useRef<HTMLFormElement>(null);

  useEffect(() => form.current?.querySelector<HTMLElement>('input, textarea, select')?.focus(), []);

  function set(field: string, value: unknown) {
    const next = { ...values, [field]: value };
    if (field === 'file' && value instanceof File && !next.name) next.name = value.name;
    // Other words are another request.
    key.current = freshKey();
    setValues(next);
    drafts.keep(draft, { ...next, file: undefined });
  }

  async function submit(event?: FormEvent, at = version) {
    event?.preventDefault();
    const empty = fields.filter((field) => field.required && isEmpty(values[field.name])).map((field) => field.name);
    setMissing(empty);
    if (empty.length > 0) return;
    setBusy(true);
    setRefused(null);
    try {
      const next =
        name === 'materials'
          ? await sendMaterial(ticket.site, ticket.number, textsOf(values), values.file instanceof File ? values.file : null)
          : await send({
              site: ticket.site,
              number: ticket.number,
              path: command.path.replace('{id}', String(item)),
              body: name === 'rate' ? values : bodyOf(fields, values),
              version: at,
              key: key.current,
            });
      drafts.forget(draft);
      // Split answers with the new ticket, reveal with what must not stay in memory.
      if (name !== 'reveal' && next.number === ticket.number) queries.setQueryData(ticketKey(ticket.site, ticket.number), next);
      void queries.invalidateQueries({ queryKey: ['timeline', ticket.site, ticket.number] });
      void message.success(name === 'reveal' ? t('ticket.revealed') : t(`commands.${name}`));
      onDone(next);
    } catch (error) {
      const problem = asRefused(error);
      if (!problem.isUncertain) key.current = freshKey();
      if (problem.code === 'stale') {
        const now = await readTicket(ticket.site, ticket.number).catch(() => ticket);
        queries.setQueryData(ticketKey(ticket.site, ticket.number), now);
        setVersion(now.version);
      }
      setRefused(problem);
    } finally {
      setBusy(false);
    }
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

const isEmpty = (value: unknown) => value === undefined || value === null || (typeof value === 'string' && value.trim() === '');

const textsOf = (values: Record<string, unknown>) =>
  Object.fromEntries(Object.entries(values).filter((entry): entry is [string, string] => typeof entry[1] === 'string'));

/** The request's body: what was left empty is left out. */
function bodyOf(fields: readonly Field[], values: Record<string, unknown>) {
  const body: Record<string, unknown> = {};
  for (const { name, kind } of fields) {
    const value = values[name];
    if (isEmpty(value)) continue;
    body[name] = kind === 'instant' ? new Date(value as string).toISOString() : kind === 'level' ? Number(value) : value;
  }
  return body;
}
