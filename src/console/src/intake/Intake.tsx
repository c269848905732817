import './intake.css';
import '../app/panels.css';
import { useNavigate } from '@tanstack/react-router';
import { App, Button, Input } from 'antd';
import { type FormEvent, type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ask, desk, under } from '../api/client';
import type { TicketBody } from '../api/types';
import { Refusal } from '../app/faults';
import { useSend } from '../app/useSend';
import { useSite } from '../app/useSite';
import { useLabels } from '../format/marks';
import { drafts } from '../ticket/drafts';
import { Panel } from '../ticket/Panel';
import { KnownCaller } from './KnownCaller';
import { useCaller } from './useCaller';

const empty = {
  phone: '',
  name: '',
  contactPerson: '',
  email: '',
  industry: '',
  tier: 'regular',
  verbatim: '',
  facts: '',
  type: '',
  subtype: '',
  serviceType: '',
  urgency: 'medium',
  impact: 'single',
  orderNumber: '',
  source: 'phone',
};
export type IntakeValues = typeof empty;
type Name = keyof IntakeValues;

/** A ticket for somebody on the phone, from the keyboard alone: number, Tab, words, Ctrl+Enter. */
export function Intake() {
  const { t } = useTranslation();
  const { site } = useSite();
  const { message } = App.useApp();
  const navigate = useNavigate();
  const labels = useLabels(site);
  const [values, setValues] = useState<IntakeValues>(() => ({ ...empty, ...drafts.read<IntakeValues>('intake') }));
  const [missing, setMissing] = useState<readonly Name[]>([]);
  const { busy, refused, send } = useSend();
  const caller = useCaller(site, values.phone);

  function set(part: Partial<IntakeValues>) {
    const next = { ...values, ...part };
    setValues(next);
    drafts.keep('intake', next);
  }

  async function create(event?: FormEvent) {
    event?.preventDefault();
    const needed = (['name', 'verbatim'] as const).filter((name) => values[name].trim() === '');
    setMissing(needed);
    if (needed[0]) {
      document.getElementById(`i-${needed[0]}`)?.focus();
      return;
    }
    const body = bodyOf(site, values);
    await send(async (key) => {
      const ticket = await ask(desk.POST('/api/v1/tickets', { body, headers: under(key) }));
      drafts.forget('intake');
      void message.success(t('intake.created', { number: ticket.number }));
      await navigate({ to: '/tickets/$site/$number', params: { site, number: ticket.number } });
    }, body);
  }

  const field = (name: Name, label: string, input: ReactNode, size = '') => {
    const fault = missing.includes(name) ? t(name === 'name' ? 'intake.needName' : 'intake.needVerbatim') : null;
    return (
      <div className={`field ${size}`}>
        <label htmlFor={`i-${name}`}>{label}</label>
        {input}
        {fault && (
          <p id={`i-${name}-fault`} className="field-fault" role="alert">
            {fault}
          </p>
        )}
      </div>
    );
  };
  const line = (
    name: Name,
    label: string,
    size = '',
    more: { autoFocus?: boolean; inputMode?: 'tel' | 'email'; placeholder?: string } = {},
  ) =>
    field(
      name,
      label,
      <Input
        id={`i-${name}`}
        {...more}
        autoComplete="off"
        value={values[name]}
        aria-invalid={missing.includes(name) || undefined}
        aria-describedby={missing.includes(name) ? `i-${name}-fault` : undefined}
        onChange={(e) => set({ [name]: e.target.value })}
      />,
      size,
    );
  const prose = (name: Name, label: string, rows: number) =>
    field(
      name,
      label,
      <Input.TextArea
        id={`i-${name}`}
        rows={rows}
        value={values[name]}
        aria-invalid={missing.includes(name) || undefined}
        aria-describedby={missing.includes(name) ? `i-${name}-fault` : undefined}
        onChange={(e) => set({ [name]: e.target.value })}
      />,
      'is-whole',
    );
  const choice = (name: Name, label: string, options: { value: string; label: string }[], optional = false) =>
    field(
      name,
      label,
      <select
        id={`i-${name}`}
        className="plain-select wide"
        value={values[name]}
        onChange={(e) => set({ [name]: e.target.value })}
      >
        {optional && <option value="">{t('field.none')}</option>}
        {options.map((option) => (
          <option key={option.value} value={option.value}>
            {option.label}
          </option>
        ))}
      </select>,
    );
  const coded = (group: string, codes: readonly string[]) =>
    codes.map((value) => ({ value, label: t(`${group}.${value}` as 'priority.high') }));

  return (
    <div className="page">
      <div className="heading">
        <h1>{t('intake.title')}</h1>
        <p>{t('intake.lead')}</p>
      </div>
      <div className="intake">
        <form
          onSubmit={(e) => void create(e)}
          onKeyDown={(e) => {
            if (e.key === 'Enter' && (e.ctrlKey || e.metaKey)) void create(e);
          }}
        >
          {refused && <Refusal error={refused} />}
          <Panel title={t('intake.customerSection')}>
            <div className="fields">
              {line('phone', t('field.phone'), '', { autoFocus: true, inputMode: 'tel', placeholder: t('intake.phoneHint') })}
              {line('name', t('field.customer'))}
              {line('contactPerson', t('field.contactPerson'))}
              {line('email', t('field.email'), '', { inputMode: 'email' })}
              {line('industry', t('field.industry'))}
              {choice('tier', t('field.tier'), coded('tier', ['regular', 'vip', 'enterprise', 'partner']))}
            </div>
          </Panel>
          <Panel title={t('intake.requestSection')}>
            <div className="fields">
              {prose('verbatim', t('field.verbatim'), 3)}
              {prose('facts', t('field.facts'), 2)}
              {choice('type', t('field.type'), labels.types, true)}
              {choice('subtype', t('field.subtype'), labels.subtypesOf(values.type), true)}
              {choice('serviceType', t('field.serviceType'), labels.services, true)}
              {choice('urgency', t('field.urgency'), coded('urgency', ['high', 'medium', 'low']))}
              {choice('impact', t('field.impact'), coded('impact', ['single', 'many', 'core_function', 'safety']))}
              {choice('source', t('field.source'), coded('source', ['phone', 'web_chat', 'email', 'app', 'platform', 'social']))}
              {line('orderNumber', t('field.orderNumber'))}
            </div>
          </Panel>
          <div className="intake-acts">
            <Button type="primary" htmlType="submit" loading={busy}>
              {t('intake.createKeys')}
            </Button>
            <Button
              onClick={() => {
                drafts.forget('intake');
                setValues(empty);
                setMissing([]);
                document.getElementById('i-phone')?.focus();
              }}
            >
              {t('intake.discard')}
            </Button>
          </div>
        </form>
        <KnownCaller
          site={site}
          phone={values.phone}
          caller={caller}
          onUse={({ name, contactPerson, industry, tier }) => {
            set({ name, contactPerson: contactPerson ?? '', industry: industry ?? '', tier });
            document.getElementById('i-verbatim')?.focus();
          }}
        />
      </div>
    </div>
  );
}

/** What was left empty is not sent. */
function bodyOf(site: string, v: IntakeValues): TicketBody {
  const text = (value: string) => value.trim() || null;
  return {
    site,
    source: v.source as TicketBody['source'],
    customer: {
      name: v.name.trim(),
      contactPerson: text(v.contactPerson),
      phone: text(v.phone),
      email: text(v.email),
      industry: text(v.industry),
      tier: v.tier as TicketBody['customer']['tier'],
    },
    type: text(v.type),
    subtype: text(v.subtype),
    serviceType: text(v.serviceType),
    verbatim: v.verbatim.trim(),
    facts: text(v.facts),
    urgency: v.urgency as TicketBody['urgency'],
    impact: v.impact as TicketBody['impact'],
    orderNumber: text(v.orderNumber),
  };
}
