import { Link } from '@tanstack/react-router';
import { Button } from 'antd';
import { useTranslation } from 'react-i18next';
import type { TicketView } from '../api/types';
import { useSite } from '../app/useSite';
import { useEscalationWords, useLabels, useNames } from '../format/marks';
import { moment } from '../format/time';
import { Clocks } from './Clocks';
import type { Act } from './commands';
import { Facts, Panel } from './Panel';

interface Props {
  ticket: TicketView;
  /** The customer with whole contacts, after an audited look. */
  revealed: TicketView['customer'] | null;
  act: Act;
}

/** Who, how soon, and what kind. */
export function Side({ ticket, revealed, act }: Props) {
  const { t } = useTranslation();
  const labels = useLabels(ticket.site);
  const nameOf = useNames(ticket.site);
  const describe = useEscalationWords();
  const customer = revealed ?? ticket.customer;
  const reveal = act('reveal');
  const hasContact = ticket.customer.phone !== null || ticket.customer.email !== null;
  return (
    <aside className="ticket-side">
      <Clocks ticket={ticket} />
      <Panel title={t('intake.customerSection')}>
        <Facts
          rows={[
            [
              t('field.customer'),
              <Link key="c" to="/customers/$site/$number" params={{ site: ticket.site, number: ticket.number }}>
                {customer.name}
              </Link>,
            ],
            [t('field.contactPerson'), customer.contactPerson],
            [t('field.phone'), customer.phone],
            [t('field.email'), customer.email],
            [t('field.industry'), customer.industry],
            [t('field.tier'), t(`tier.${customer.tier}`)],
            [t('field.tags'), customer.tags.join(' · ')],
          ]}
        />
        {reveal && hasContact && !revealed && (
          <Button size="small" onClick={reveal}>
            {t('ticket.reveal')}
          </Button>
        )}
        {revealed && <p className="dim">{t('ticket.revealed')}</p>}
      </Panel>
      <Panel title={t('ticket.people')} add={{ label: t('commands.assign'), onClick: act('assign') }}>
        <Facts
          rows={[
            [t('field.owner'), nameOf(ticket.owner)],
            ...ticket.collaborators.map(
              (c) => [t('commands.field.agent'), c.part ? `${nameOf(c.agent)} · ${c.part}` : nameOf(c.agent)] as const,
            ),
          ]}
        />
      </Panel>
      <Panel title={t('ticket.classification')} add={{ label: t('commands.classify'), onClick: act('classify') }}>
        <Facts
          rows={[
            [t('field.type'), labels.type(ticket.type)],
            [t('field.subtype'), ticket.subtype && labels.subtype(ticket.type, ticket.subtype)],
            [t('field.serviceType'), ticket.serviceType && labels.service(ticket.serviceType)],
            [t('field.scope'), ticket.scope && t(`scope.${ticket.scope}`)],
            [
              t('field.priority'),
              `${t(`priority.${ticket.priority.value}`)}${ticket.priority.overridden ? ` · ${t('ticket.overridden')}: ${ticket.priority.reason}` : ''}`,
            ],
          ]}
        />
      </Panel>
      {ticket.escalations.length > 0 && (
        <Panel title={t('ticket.escalations')}>
          <ul className="parts">
            {ticket.escalations.map((escalation) => {
              const note = act('escalationAcknowledge', escalation.level);
              return (
                <li key={escalation.level + escalation.since}>
                  <span className={`mark ${escalation.acknowledgedAt ? '' : 'status-escalated'}`}>
                    {t(escalation.level === 1 ? 'ticket.level1' : 'ticket.level2')}
                  </span>
                  <span className="grow">
                    {describe(escalation)}
                    <small>
                      {moment(escalation.since)}
                      {escalation.acknowledgedAt &&
                        ` · ${t('ticket.acknowledgedBy', { who: nameOf(escalation.acknowledgedBy), at: moment(escalation.acknowledgedAt) })}`}
                    </small>
                  </span>
                  {note && !escalation.acknowledgedAt && (
                    <Button size="small" onClick={note}>
                      {t('board.acknowledge')}
                    </Button>
                  )}
                </li>
              );
            })}
          </ul>
        </Panel>
      )}
      {(ticket.links.length > 0 || ticket.mergedFrom.length > 0 || ticket.mergedInto) && (
        <Panel title={t('ticket.links')} add={{ label: t('commands.link'), onClick: act('link') }}>
          <Facts
            rows={[
              [
                t('ticket.merged', { number: '' }),
                ticket.mergedInto && <TicketLink site={ticket.site} number={ticket.mergedInto} />,
              ],
              ...ticket.mergedFrom.map(
                (number) => [t('ticket.mergedFrom'), <TicketLink key={number} site={ticket.site} number={number} />] as const,
              ),
              ...ticket.links.map(
                (link) => [t(`link.${link.kind}`), <TicketLink key={link.to} site={ticket.site} number={link.to} />] as const,
              ),
            ]}
          />
        </Panel>
      )}
    </aside>
  );
}

/** After a transfer the number carries its site; a site that the reader does not see is told, and not led to. */
function TicketLink({ site, number }: { site: string; number: string }) {
  const { sites } = useSite();
  const [there, at] = number.includes('/') ? (number.split('/') as [string, string]) : [site, number];
  if (there !== site && !sites.some((each) => each.site === there)) return number;
  return (
    <Link to="/tickets/$site/$number" params={{ site: there, number: at }}>
      {number}
    </Link>
  );
}
