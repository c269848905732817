import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { timelineQuery } from '../api/queries';
import type { TicketView } from '../api/types';
import { useLabels, useNames } from '../format/marks';
import { moment } from '../format/time';
import { CopyLink } from './CopyLink';
import type { Act } from './commands';
import { Materials } from './Materials';
import { Facts, Panel } from './Panel';

/** The request, what was done about it, and what came of it. */
export function Overview({ ticket, act }: { ticket: TicketView; act: Act }) {
  const { t } = useTranslation();
  const labels = useLabels(ticket.site);
  const nameOf = useNames(ticket.site);
  const open = ticket.status !== 'resolved' && ticket.status !== 'closed' && !ticket.mergedInto;
  return (
    <>
      <Panel title={t('ticket.request')}>
        <blockquote className="verbatim">{ticket.verbatim}</blockquote>
        <Facts
          rows={[
            [t('field.facts'), ticket.facts],
            [t('field.urgency'), t(`urgency.${ticket.urgency}`)],
            [t('field.impact'), t(`impact.${ticket.impact}`)],
            [t('field.orderNumber'), ticket.orderNumber],
            [t('field.externalId'), ticket.externalId],
          ]}
        />
      </Panel>
      {(ticket.resolution || ticket.summary || ticket.survey) && <Result ticket={ticket} />}
      <Panel title={t('ticket.progress')} add={{ label: t('commands.progress'), onClick: open ? act('progress') : null }}>
        {ticket.progress.length === 0 ? (
          <p className="dim">{t('ticket.noneYet')}</p>
        ) : (
          <ol className="nodes">
            {ticket.progress.map((note) => (
              <li key={note.at + note.node}>
                <strong>{labels.node(note.node)}</strong>
                <small>
                  {nameOf(note.by)} · {moment(note.at)}
                </small>
                {note.note && <p>{note.note}</p>}
              </li>
            ))}
          </ol>
        )}
      </Panel>
      <Communications ticket={ticket} act={act} />
      <Materials ticket={ticket} act={act} />
    </>
  );
}

function Communications({ ticket, act }: { ticket: TicketView; act: Act }) {
  const { t } = useTranslation();
  const nameOf = useNames(ticket.site);
  const all = useQuery(timelineQuery(ticket.site, ticket.number)).data ?? [];
  const talks = all.filter((entry) => entry.kind === 'communicated' && entry.version <= ticket.version).reverse();
  return (
    <Panel title={t('ticket.communications')} add={{ label: t('commands.communications'), onClick: act('communications') }}>
      {talks.length === 0 ? (
        <p className="dim">{t('ticket.noneYet')}</p>
      ) : (
        <ul className="talks">
          {talks.map(({ version, by, data }) => (
            <li key={version}>
              <p className="talk-head">
                <span className="mark">
                  {t(`commands.method.${data.method}` as 'commands.method.phone', { defaultValue: String(data.method) })}
                </span>
                {nameOf(by)} · {moment(String(data.contactAt))}
              </p>
              {data.summary ? <p>{String(data.summary)}</p> : null}
              <Facts
                rows={[
                  [t('ticket.said'), data.customerSaid as string | null],
                  [t('ticket.next'), data.nextStep as string | null],
                ]}
              />
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}

function Result({ ticket }: { ticket: TicketView }) {
  const { t } = useTranslation();
  const labels = useLabels(ticket.site);
  const { i18n } = useTranslation();
  const lang = i18n.language === 'en' ? 'en' : 'zh-CN';
  const { resolution, summary, survey } = ticket;
  const scale = labels.policy?.survey.scale;
  return (
    <Panel title={t('ticket.result')}>
      <Facts
        rows={[
          [t('ticket.solution'), resolution?.solution],
          [t('ticket.warranty'), resolution?.warrantyUntil],
          [t('ticket.apology'), resolution?.apology],
          [t('ticket.improvement'), resolution?.improvement],
          [t('ticket.cause'), summary?.cause],
          [t('ticket.lesson'), summary?.lesson],
          [t('ticket.common'), summary?.common ? t('lists.yes') : null],
          [
            t('ticket.survey'),
            survey &&
              (survey.satisfied === null ? (
                <>
                  {t('ticket.noRating')} {survey.link && <CopyLink label={t('ticket.surveyLink')} address={survey.link} />}
                </>
              ) : (
                <>
                  <span className={`mark status-${survey.satisfied ? 'resolved' : 'escalated'}`}>
                    {t(survey.satisfied ? 'ticket.satisfied' : 'ticket.dissatisfied')}
                  </span>{' '}
                  {Object.entries(survey.answers ?? {})
                    .map(
                      ([question, value]) =>
                        `${labels.question(question)} ${scale?.find((s) => s.value === value)?.label[lang] ?? value}`,
                    )
                    .join(' · ')}
                  {survey.comment && <p>{survey.comment}</p>}
                </>
              )),
          ],
        ]}
      />
    </Panel>
  );
}
