import './shifts.css';
import '../app/panels.css';
import { useQuery } from '@tanstack/react-query';
import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { agentsQuery, meQuery } from '../api/queries';
import { serverClock } from '../api/serverTime';
import type { Agent } from '../api/types';
import { Emptiness, Refusal, Waiting } from '../app/faults';
import { useSite } from '../app/useSite';
import { Panel } from '../ticket/Panel';
import { TableFrame } from '../tickets/TableFrame';
import { WeekEditor } from './WeekEditor';
import { type Day, days, minutesOf, spanText, weekOf } from './week';

/** Who works when: one's own week, and the team's; whoever leads people sets theirs. */
export function Shifts() {
  const { t } = useTranslation();
  const { site, sites } = useSite();
  const me = useQuery(meQuery).data;
  const agents = useQuery(agentsQuery(site));
  const [words, setWords] = useState('');
  const [editing, setEditing] = useState<Agent | null>(null);
  const zone = sites.find((each) => each.site === site)?.timeZone ?? 'UTC';
  if (agents.isError)
    return (
      <div className="page">
        <Refusal error={agents.error} action={<Button onClick={() => void agents.refetch()}>{t('act.retry')}</Button>} />
      </div>
    );
  if (!agents.data || !me) return <Waiting />;

  const mayEdit =
    me.roles.includes('system_admin') ||
    (!me.roles.includes('auditor') &&
      me.sites.includes(site) &&
      me.roles.some((role) => role === 'supervisor' || role === 'site_admin'));
  const own = agents.data.find((agent) => agent.id === me.id);
  const wanted = words.trim().toLowerCase();
  const team = agents.data.filter(
    (agent) => wanted === '' || agent.name.toLowerCase().includes(wanted) || agent.id.toLowerCase().includes(wanted),
  );
  return (
    <div className="page shifts">
      <div className="toolbar">
        <div className="heading">
          <h1>{t('shifts.title')}</h1>
          <p>{t('shifts.lead')}</p>
        </div>
        <search className="filters">
          <input
            type="search"
            className="plain-input"
            aria-label={t('shifts.find')}
            placeholder={t('shifts.find')}
            value={words}
            onChange={(e) => setWords(e.target.value)}
          />
        </search>
      </div>
      {own && (
        <Panel title={t('shifts.mine')}>
          {own.shifts ? <OwnWeek agent={own} zone={zone} /> : <p className="dim">{t('shifts.noneOwn')}</p>}
        </Panel>
      )}
      {team.length === 0 ? (
        <Emptiness title={t('shifts.nobody')} />
      ) : (
        <Team agents={team} zone={zone} onEdit={mayEdit ? setEditing : null} />
      )}
      {editing && <WeekEditor agent={editing} zone={zone} onClose={() => setEditing(null)} />}
    </div>
  );
}

/** The weekday that it is at the site. */
function today(zone: string): Day {
  const name = new Intl.DateTimeFormat('en', { weekday: 'short', timeZone: zone }).format(serverClock.now()).toLowerCase();
  return days.find((day) => day === name) ?? 'mon';
}

function OwnWeek({ agent, zone }: { agent: Agent; zone: string }) {
  const { t } = useTranslation();
  const week = weekOf(agent.shifts, zone);
  const here = today(week.timeZone);
  return (
    <>
      <ol className="own-week">
        {days.map((day) => (
          <li key={day} className={day === here ? 'is-today' : ''} aria-current={day === here ? 'date' : undefined}>
            <strong>{t(`admin.day.${day}`)}</strong>
            <Hours spans={week.days[day]} />
          </li>
        ))}
      </ol>
      <Exceptions agent={agent} zone={zone} />
    </>
  );
}

function Hours({ spans }: { spans: ReturnType<typeof weekOf>['days'][Day] }) {
  const { t } = useTranslation();
  if (spans.length === 0) return <span className="dim">{t('shifts.free')}</span>;
  return spans.map((span) => (
    <span key={span.from} className="hours">
      {spanText(span)}
    </span>
  ));
}

/** What of the hours is not in the week: days off and extra days to come, and a zone that is not the site's. */
function Exceptions({ agent, zone }: { agent: Agent; zone: string }) {
  const { t } = useTranslation();
  const week = weekOf(agent.shifts, zone);
  const from = new Intl.DateTimeFormat('en-CA', { timeZone: week.timeZone }).format(serverClock.now());
  const off = week.off.filter((date) => date >= from);
  const extra = week.extra.filter(({ date }) => date >= from);
  const lines = [
    week.timeZone !== zone && `${t('admin.timeZone')}: ${week.timeZone}`,
    off.length > 0 && `${t('shifts.off')}: ${off.join(', ')}`,
    extra.length > 0 &&
      `${t('shifts.extra')}: ${extra.map(({ date, spans }) => `${date} ${spans.map(spanText).join(' ')}`).join(', ')}`,
  ].filter(Boolean);
  return lines.length === 0 ? null : <p className="dim">{lines.join(' · ')}</p>;
}

function Team({ agents, zone, onEdit }: { agents: readonly Agent[]; zone: string; onEdit: ((agent: Agent) => void) | null }) {
  const { t } = useTranslation();
  const here = today(zone);
  return (
    <TableFrame label={t('shifts.team')}>
      <table className="table week-table">
        <thead>
          <tr>
            <th scope="col">{t('admin.name')}</th>
            {days.map((day) => (
              <th
                key={day}
                scope="col"
                className={day === here ? 'is-today' : ''}
                aria-current={day === here ? 'date' : undefined}
              >
                {t(`admin.day.${day}`)}
              </th>
            ))}
            <th scope="col">{t('shifts.perWeek')}</th>
            {onEdit && (
              <th scope="col">
                <span className="unseen">{t('ticket.actions')}</span>
              </th>
            )}
          </tr>
        </thead>
        <tbody>
          {agents.map((agent) => {
            const week = weekOf(agent.shifts, zone);
            const hours = days.reduce((sum, day) => sum + minutesOf(week.days[day]), 0) / 60;
            return (
              <tr key={agent.id}>
                <th scope="row">
                  <i className={`presence is-${agent.presence}`} aria-hidden="true" />
                  {agent.name} <small className="dim">{t(`presence.${agent.presence}`)}</small>
                  <Exceptions agent={agent} zone={zone} />
                </th>
                {agent.shifts ? (
                  days.map((day) => (
                    <td key={day} className={day === here ? 'is-today' : ''}>
                      <Hours spans={week.days[day]} />
                    </td>
                  ))
                ) : (
                  <td colSpan={7} className="dim">
                    {t('shifts.none')}
                  </td>
                )}
                <td>{agent.shifts ? t('shifts.hours', { n: Math.round(hours * 10) / 10 }) : ''}</td>
                {onEdit && (
                  <td>
                    <Button size="small" aria-label={`${t('act.edit')} ${agent.name}`} onClick={() => onEdit(agent)}>
                      {t('act.edit')}
                    </Button>
                  </td>
                )}
              </tr>
            );
          })}
        </tbody>
      </table>
    </TableFrame>
  );
}
