import { useQuery } from '@tanstack/react-query';
import { useCallback, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { agentsQuery, policyQuery } from '../api/queries';
import type { Priority, SitePolicy, TicketView } from '../api/types';

export function StatusMark({ status }: { status: TicketView['displayStatus'] }) {
  const { t } = useTranslation();
  return <span className={`mark status-${status}`}>{t(`status.${status}`)}</span>;
}

/** Colour, weight and bars say the same. */
export function PriorityMark({ value }: { value: Priority }) {
  const { t } = useTranslation();
  return (
    <span className={`priority is-${value}`}>
      <i aria-hidden="true" />
      {t(`priority.${value}`)}
    </span>
  );
}

export function TierMark({ tier }: { tier: TicketView['customer']['tier'] }) {
  const { t } = useTranslation();
  return tier === 'regular' ? null : <span className={`mark tier-${tier}`}>{t(`tier.${tier}`)}</span>;
}

/** Names instead of ids, where the caller may see them. */
export function useNames(site: string) {
  const agents = useQuery(agentsQuery(site)).data;
  const { t } = useTranslation();
  const names = useMemo(() => new Map(agents?.map((agent) => [agent.id, agent.name])), [agents]);
  return useCallback(
    (id: string | null | undefined) => {
      if (!id) return t('field.unowned');
      if (id === 'clock') return t('ticket.system');
      return names.get(id) ?? id;
    },
    [names, t],
  );
}

/** Labels of what the site itself names: types, services, progress. */
export function useLabels(site: string) {
  const { i18n } = useTranslation();
  const policy = useQuery(policyQuery(site)).data?.policy;
  const lang = i18n.language === 'en' ? 'en' : 'zh-CN';
  return useMemo(() => labelsOf(policy, lang), [policy, lang]);
}

type Choices = readonly { code: string; label: { 'zh-CN': string; en: string } }[];

function labelsOf(policy: SitePolicy | undefined, lang: 'zh-CN' | 'en') {
  const of = (choices: Choices | undefined, code: string | null | undefined) =>
    code ? (choices?.find((choice) => choice.code === code)?.label[lang] ?? code) : '—';
  const choices = (list: Choices | undefined) =>
    (list ?? []).map((choice) => ({ value: choice.code, label: choice.label[lang] }));
  return {
    policy,
    type: (code: string | null) => of(policy?.types, code),
    subtype: (type: string | null, code: string | null) => of(policy?.types.find((each) => each.code === type)?.subtypes, code),
    service: (code: string | null) => of(policy?.serviceTypes, code),
    node: (code: string) => of(policy?.progressNodes, code),
    question: (code: string) => of(policy?.survey.questions, code),
    types: choices(policy?.types),
    subtypesOf: (type: string | null | undefined) => choices(policy?.types.find((each) => each.code === type)?.subtypes),
    services: choices(policy?.serviceTypes),
    nodes: choices(policy?.progressNodes),
  };
}

/** A clock says which promise was missed; a person says why in words. */
export function useEscalationWords() {
  const { t } = useTranslation();
  return ({ cause, reason }: Pick<TicketView['escalations'][number], 'cause' | 'reason'>) =>
    cause === 'manual'
      ? (reason ?? '')
      : `${t(`clock.${cause}` as 'clock.ack', { defaultValue: cause })} · ${t('clock.breached')}`;
}
