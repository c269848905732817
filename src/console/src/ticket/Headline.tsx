import { DownOutlined } from '@ant-design/icons';
import { Button, Dropdown } from 'antd';
import { useTranslation } from 'react-i18next';
import type { TicketView } from '../api/types';
import { NextDeadline, nextDue } from '../format/Deadline';
import { PriorityMark, StatusMark, TierMark } from '../format/marks';
import { moment } from '../format/time';
import { type Act, type CommandName, offered } from './commands';

interface Props {
  ticket: TicketView;
  me: string | undefined;
  act: Act;
  busy: CommandName | null;
}

/** What the ticket is, at a glance, and what comes next. */
export function Headline({ ticket, me, act, busy }: Props) {
  const { t } = useTranslation();
  const { first, more } = offered(ticket, me, (name) => act(name) !== null);
  return (
    <header className="headline">
      <div className="headline-what">
        <h1>
          {ticket.number} <span>{ticket.customer.name}</span>
        </h1>
        <p>
          <StatusMark status={ticket.displayStatus} />
          {ticket.displayStatus !== ticket.status && <StatusMark status={ticket.status} />}
          <PriorityMark value={ticket.priority.value} />
          <TierMark tier={ticket.customer.tier} />
          {ticket.rounds > 0 && <span className="mark status-escalated">{t('ticket.rounds', { n: ticket.rounds })}</span>}
          {ticket.waiting && (
            <span className="mark">
              {t('ticket.waitingFor', { reason: t(`waiting.${ticket.waiting.reason}`), at: moment(ticket.waiting.since) })}
            </span>
          )}
          {ticket.mergedInto && <span className="mark">{t('ticket.merged', { number: ticket.mergedInto })}</span>}
          {nextDue(ticket) && <NextDeadline ticket={ticket} />}
          <span className="dim">
            {t(`source.${ticket.source}`)} · {t('ticket.opened', { at: moment(ticket.submittedAt) })}
          </span>
        </p>
      </div>
      {first.length > 0 && (
        <div className="headline-acts">
          {first.map((name, place) => (
            <Button key={name} type={place === 0 ? 'primary' : 'default'} loading={busy === name} onClick={() => act(name)?.()}>
              {t(`commands.${name}`)}
            </Button>
          ))}
          {more.length > 0 && (
            <Dropdown
              trigger={['click']}
              menu={{
                items: more.map((name) => ({ key: name, label: t(`commands.${name}`) })),
                onClick: ({ key }) => act(key as CommandName)?.(),
              }}
            >
              <Button icon={<DownOutlined />} iconPlacement="end" aria-haspopup="menu">
                {t('ticket.moreActions')}
              </Button>
            </Dropdown>
          )}
        </div>
      )}
    </header>
  );
}
