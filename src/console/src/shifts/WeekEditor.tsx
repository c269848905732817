import { CloseOutlined, PlusOutlined } from '@ant-design/icons';
import { useQueryClient } from '@tanstack/react-query';
import { App, Button, Modal } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ask, desk } from '../api/client';
import type { Agent } from '../api/types';
import { Refusal } from '../app/faults';
import { useSend } from '../app/useSend';
import { ZoneInput } from '../people/ZoneInput';
import { dayBefore, days, faultsOf, minutesOf, type Span, shiftsOf, weekOf } from './week';

interface Props {
  agent: Agent;
  /** Zone of the site, for who has no hours yet. */
  zone: string;
  onClose: () => void;
}

/** The working hours of an agent: a week that repeats, days off, and single days with hours of their own. */
export function WeekEditor({ agent, zone, onClose }: Props) {
  const { t } = useTranslation();
  const { message, modal } = App.useApp();
  const queries = useQueryClient();
  const [week, setWeek] = useState(() => weekOf(agent.shifts, zone));
  const { busy, refused, send } = useSend();

  const faults = Object.fromEntries(days.map((day) => [day, faultsOf(week.days[day], week.days[dayBefore(day)])]));
  const hasFaults =
    Object.values(faults).some((list) => list.some(Boolean)) || week.extra.some((day) => faultsOf(day.spans, []).some(Boolean));
  const hours = days.reduce((sum, day) => sum + minutesOf(week.days[day].filter((_, at) => !faults[day]?.[at])), 0) / 60;
  const setDay = (day: (typeof days)[number], spans: Span[]) => setWeek({ ...week, days: { ...week.days, [day]: spans } });

  async function save() {
    const shifts = shiftsOf(week, agent.shifts);
    if (hasFaults) return;
    // Presence then follows nobody's clock: that is not what somebody who cleared a week by mistake wants.
    if (
      shifts === null &&
      agent.shifts !== null &&
      !(await modal.confirm({ title: t('shifts.noneSure'), okText: t('act.save'), cancelText: t('act.cancel') }))
    )
      return;
    const no = await send(async () => {
      await ask(desk.PUT('/api/v1/agents/{id}/shifts', { params: { path: { id: agent.id } }, body: { shifts } }));
      await Promise.all([
        queries.invalidateQueries({ queryKey: ['agents'] }),
        queries.invalidateQueries({ queryKey: ['self', agent.id] }),
      ]);
    });
    if (no) return;
    void message.success(t('admin.saved'));
    onClose();
  }

  return (
    <Modal
      open
      width={680}
      title={`${t('shifts.title')} · ${agent.name}`}
      onCancel={onClose}
      footer={[
        <Button key="cancel" onClick={onClose}>
          {t('act.cancel')}
        </Button>,
        <Button key="save" type="primary" disabled={hasFaults} loading={busy} onClick={() => void save()}>
          {t('act.save')}
        </Button>,
      ]}
    >
      <div className="week-editor">
        {refused && <Refusal error={refused} />}
        <p className="dim">{t('shifts.lead')}</p>
        <div className="week-zone">
          <label htmlFor="w-zone">{t('admin.timeZone')}</label>
          <ZoneInput id="w-zone" value={week.timeZone} onChange={(timeZone) => setWeek({ ...week, timeZone })} />
          <span className="grow" />
          <strong role="status">{t('shifts.hours', { n: Math.round(hours * 10) / 10 })}</strong>
        </div>
        <ul className="week-days">
          {days.map((day) => (
            <li key={day}>
              <span className="week-day">{t(`admin.day.${day}`)}</span>
              <Spans
                name={t(`admin.day.${day}`)}
                spans={week.days[day]}
                faults={faults[day] ?? []}
                onChange={(spans) => setDay(day, spans)}
              />
              {day === 'mon' && (
                <Button
                  size="small"
                  type="text"
                  onClick={() => {
                    const like = () => week.days.mon.map((span) => ({ ...span }));
                    setWeek({ ...week, days: { ...week.days, tue: like(), wed: like(), thu: like(), fri: like() } });
                  }}
                >
                  {t('shifts.toWeekdays')}
                </Button>
              )}
            </li>
          ))}
        </ul>
        <section>
          <h3>{t('shifts.off')}</h3>
          <div className="week-dates">
            {week.off.map((date, at) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: a date that is being typed has no other name
              <span key={at} className="week-span">
                <input
                  type="date"
                  className="plain-input"
                  aria-label={t('shifts.off')}
                  value={date}
                  onChange={(e) => setWeek({ ...week, off: week.off.with(at, e.target.value) })}
                />
                <Drop what={`${t('shifts.off')} ${date}`} onClick={() => setWeek({ ...week, off: week.off.toSpliced(at, 1) })} />
              </span>
            ))}
            <Add what={t('shifts.addOff')} onClick={() => setWeek({ ...week, off: [...week.off, ''] })} />
          </div>
        </section>
        <section>
          <h3>{t('shifts.extra')}</h3>
          <ul className="week-days">
            {week.extra.map((extra, at) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: a date that is being typed has no other name
              <li key={at}>
                <span className="week-span">
                  <input
                    type="date"
                    className="plain-input"
                    aria-label={t('shifts.extra')}
                    value={extra.date}
                    onChange={(e) => setWeek({ ...week, extra: week.extra.with(at, { ...extra, date: e.target.value }) })}
                  />
                  <Drop
                    what={`${t('shifts.extra')} ${extra.date}`}
                    onClick={() => setWeek({ ...week, extra: week.extra.toSpliced(at, 1) })}
                  />
                </span>
                <Spans
                  name={extra.date || t('shifts.extra')}
                  spans={extra.spans}
                  faults={faultsOf(extra.spans, [])}
                  onChange={(spans) => setWeek({ ...week, extra: week.extra.with(at, { ...extra, spans }) })}
                />
              </li>
            ))}
          </ul>
          <Add
            what={t('shifts.addExtra')}
            onClick={() => setWeek({ ...week, extra: [...week.extra, { date: '', spans: [{ from: '09:00', to: '18:00' }] }] })}
          />
        </section>
      </div>
    </Modal>
  );
}

interface SpansProps {
  /** Of the day, for who hears the fields. */
  name: string;
  spans: readonly Span[];
  faults: readonly ('incomplete' | 'empty' | 'overlap' | null)[];
  onChange: (spans: Span[]) => void;
}

function Spans({ name, spans, faults, onChange }: SpansProps) {
  const { t } = useTranslation();
  const fault = faults.find(Boolean);
  const field = (at: number, end: 'from' | 'to') => (
    <input
      type="time"
      className="plain-input"
      aria-label={`${name} ${at + 1}: ${t(`shifts.${end}`)}`}
      aria-invalid={faults[at] ? true : undefined}
      value={spans[at]![end]}
      onChange={(e) => onChange(spans.with(at, { ...spans[at]!, [end]: e.target.value }))}
    />
  );
  return (
    <div className="week-spans">
      {spans.length === 0 && <span className="dim">{t('shifts.free')}</span>}
      {spans.map((_, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a span that is being typed has no other name
        <span key={at} className="week-span">
          {field(at, 'from')}–{field(at, 'to')}
          <Drop what={`${name} ${at + 1}`} onClick={() => onChange(spans.toSpliced(at, 1))} />
        </span>
      ))}
      <Add
        what={t('act.add')}
        name={name}
        onClick={() => onChange([...spans, spans.length === 0 ? { from: '09:00', to: '18:00' } : { from: '', to: '' }])}
      />
      {fault && (
        <p className="field-fault" role="alert">
          {t(`shifts.fault.${fault}`)}
        </p>
      )}
    </div>
  );
}

function Add({ what, name, onClick }: { what: string; name?: string; onClick: () => void }) {
  return (
    <Button size="small" type="text" icon={<PlusOutlined />} aria-label={name && `${what}: ${name}`} onClick={onClick}>
      {what}
    </Button>
  );
}

function Drop({ what, onClick }: { what: string; onClick: () => void }) {
  const { t } = useTranslation();
  return (
    <Button size="small" type="text" icon={<CloseOutlined />} aria-label={`${t('act.remove')}: ${what}`} onClick={onClick} />
  );
}
