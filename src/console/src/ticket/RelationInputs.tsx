import { CloseOutlined, PlusOutlined } from '@ant-design/icons';
import { useQuery } from '@tanstack/react-query';
import { Button } from 'antd';
import { useTranslation } from 'react-i18next';
import { ask, desk } from '../api/client';
import { sitesQuery } from '../api/queries';
import type { Agent, TicketView } from '../api/types';

export type Team = TicketView['collaborators'];

/** What every field of a form carries. */
interface Same {
  id: string;
  'aria-invalid': true | undefined;
  'aria-describedby': string | undefined;
  'aria-required': true | undefined;
}

interface TeamProps {
  id: string;
  agents: readonly Agent[];
  team: Team;
  onChange: (team: Team) => void;
}

/** The team beside the owner, each with a part of the work. */
export function TeamInput({ id, agents, team, onChange }: TeamProps) {
  const { t } = useTranslation();
  const set = (at: number, part: Partial<Team[number]>) => onChange(team.with(at, { ...team[at]!, ...part }));
  return (
    <div id={id} className="team">
      {team.map((member, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a row whose agent is being chosen has no other name
        <div key={at} className="team-row">
          <select
            className="plain-select"
            aria-label={t('commands.field.agent')}
            value={member.agent}
            onChange={(e) => set(at, { agent: e.target.value })}
          >
            <option value="">{t('field.none')}</option>
            {agents.map((agent) => (
              <option key={agent.id} value={agent.id}>
                {agent.name}
              </option>
            ))}
          </select>
          <input
            className="plain-input grow"
            aria-label={t('commands.field.part')}
            placeholder={t('commands.field.part')}
            value={member.part ?? ''}
            onChange={(e) => set(at, { part: e.target.value || null })}
          />
          <Button
            type="text"
            icon={<CloseOutlined />}
            aria-label={`${t('act.remove')}: ${member.agent}`}
            onClick={() => onChange(team.toSpliced(at, 1))}
          />
        </div>
      ))}
      <div>
        <Button size="small" type="text" icon={<PlusOutlined />} onClick={() => onChange([...team, { agent: '', part: null }])}>
          {t('commands.collaborators')}
        </Button>
      </div>
    </div>
  );
}

interface SiteProps {
  same: Same;
  site: string;
  /** Sites that the policy names as partners: the reader need not belong to them. */
  partners: readonly string[];
  value: string;
  onChange: (site: string) => void;
}

/** Another site: one that the reader sees or a partner; whoever leads may name any. */
export function SiteInput({ same, site, partners, value, onChange }: SiteProps) {
  const sites = useQuery(sitesQuery).data ?? [];
  const known = new Map([
    ...partners.map((code) => [code, ''] as const),
    ...sites.map((each) => [each.site, each.name] as const),
  ]);
  known.delete(site);
  return (
    <>
      <input
        {...same}
        className="plain-input wide"
        list={`${same.id}-list`}
        autoComplete="off"
        value={value}
        onChange={(e) => onChange(e.target.value.toUpperCase())}
      />
      <datalist id={`${same.id}-list`}>
        {[...known].map(([code, name]) => (
          <option key={code} value={code}>
            {name}
          </option>
        ))}
      </datalist>
    </>
  );
}

interface TicketProps {
  same: Same;
  ticket: TicketView;
  value: string;
  onChange: (number: string) => void;
}

/** Another ticket of the site by its number; those of the same customer are proposed, latest first. */
export function TicketInput({ same, ticket, value, onChange }: TicketProps) {
  const { t } = useTranslation();
  const { site, number } = ticket;
  const others = useQuery({
    queryKey: ['customer', site, number, 'others'],
    // Who asked may be forgotten, or one of a kind: then there is nothing to propose.
    queryFn: async () =>
      (await ask(desk.GET('/api/v1/customers', { params: { query: { site, ticket: number, limit: 50 } } }))).items,
    retry: false,
  });
  return (
    <>
      <input
        {...same}
        className="plain-input wide"
        list={`${same.id}-list`}
        autoComplete="off"
        value={value}
        onChange={(e) => onChange(e.target.value.trim())}
      />
      <datalist id={`${same.id}-list`}>
        {others.data
          ?.filter((other) => other.number !== number && !other.mergedInto)
          .map((other) => (
            <option key={other.number} value={other.number}>
              {`${t(`status.${other.displayStatus}`)} · ${other.verbatim.slice(0, 60)}`}
            </option>
          ))}
      </datalist>
    </>
  );
}
