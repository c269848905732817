import { Link } from '@tanstack/react-router';
import { Button } from 'antd';
import { useEffect, useId, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { TicketView } from '../api/types';
import { Refusal } from '../app/faults';
import { StatusMark, TierMark } from '../format/marks';
import { moment } from '../format/time';
import { Facts, Panel } from '../ticket/Panel';
import type { useCaller } from './useCaller';

interface Props {
  site: string;
  phone: string;
  caller: ReturnType<typeof useCaller>;
  onUse: (customer: TicketView['customer']) => void;
}

/** Who calls, what they asked before, and whether it is the same again. */
export function KnownCaller({ site, phone, caller, onUse }: Props) {
  const { t } = useTranslation();
  const title = useId();
  const tickets = caller.data ?? [];
  const open = tickets.filter((ticket) => ticket.status !== 'closed' && !ticket.mergedInto);
  const customer = tickets[0]?.customer;

  // The first look at a number fills the form; afterwards what was typed stays.
  const filled = useRef('');
  useEffect(() => {
    if (!customer || filled.current === phone) return;
    filled.current = phone;
    const name = document.getElementById('i-name') as HTMLInputElement | null;
    if (name?.value === '') onUse(customer);
  }, [customer, phone, onUse]);

  if (caller.isError) return <Refusal error={caller.error} />;
  if (!customer) {
    return (
      <aside className="intake-side" aria-live="polite">
        <Panel title={t('intake.history')}>
          <p className="dim">
            {caller.isFetching
              ? t('intake.searching')
              : phone.replace(/\D/g, '').length >= 7 && caller.data
                ? t('intake.newCustomer')
                : t('intake.phoneHint')}
          </p>
        </Panel>
      </aside>
    );
  }
  return (
    <aside className="intake-side" aria-live="polite">
      <Panel title={t('intake.known')}>
        <Facts
          rows={[
            [
              t('field.customer'),
              <span key="n">
                <Link to="/customers/$site/$number" params={{ site, number: tickets[0]!.number }}>
                  {customer.name}
                </Link>{' '}
                <TierMark tier={customer.tier} />
              </span>,
            ],
            [t('field.contactPerson'), customer.contactPerson],
            [t('field.phone'), customer.phone],
            [t('field.industry'), customer.industry],
            [t('field.tags'), customer.tags.join(' · ')],
          ]}
        />
        <Button size="small" onClick={() => onUse(customer)}>
          {t('intake.useCustomer')}
        </Button>
      </Panel>
      {open.length > 0 && (
        <section className="panel is-warning" aria-labelledby={title}>
          <header>
            <h2 id={title}>{t('intake.duplicates')}</h2>
          </header>
          <p className="dim">{t('intake.duplicatesLead')}</p>
          <Earlier site={site} tickets={open} />
        </section>
      )}
      <Panel title={t('intake.history')}>
        <Earlier site={site} tickets={tickets} />
      </Panel>
    </aside>
  );
}

function Earlier({ site, tickets }: { site: string; tickets: readonly TicketView[] }) {
  return (
    <ul>
      {tickets.map((ticket) => (
        <li key={ticket.number}>
          <span>
            <Link to="/tickets/$site/$number" params={{ site, number: ticket.number }}>
              {ticket.number}
            </Link>
            <StatusMark status={ticket.displayStatus} />
            <small className="dim">{moment(ticket.submittedAt)}</small>
          </span>
          <span className="cut">{ticket.verbatim}</span>
        </li>
      ))}
    </ul>
  );
}
