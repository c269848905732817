import { useQuery } from '@tanstack/react-query';
import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ask, desk } from '../api/client';
import { policyQuery } from '../api/queries';
import type { SitePolicy, Target } from '../api/types';
import { Refusal, Waiting } from '../app/faults';
import { PriorityMark } from '../format/marks';
import { Panel } from '../ticket/Panel';
import { TableFrame } from '../tickets/TableFrame';
import { PublishDialog } from './PublishDialog';
import { type TypedTarget, targetOf, typed } from './targets';
import { usePublish } from './usePublish';

const priorities = ['high', 'medium', 'low'] as const;
const promises = ['response', 'resolution', 'update', 'customerSync'] as const;

/** What the site promises, as a form; and the whole of it as the text that the API takes. */
export function PolicyTab({ site }: { site: string }) {
  const query = useQuery(policyQuery(site));
  if (query.isError) return <Refusal error={query.error} />;
  return query.data ? (
    <Editor key={query.data.version} site={site} policy={query.data.policy} version={query.data.version} />
  ) : (
    <Waiting />
  );
}

function Editor({ site, policy, version }: { site: string; policy: SitePolicy; version: number }) {
  const { t } = useTranslation();
  const publishing = usePublish<SitePolicy>(site, 'policy', {
    preview: (body) => ask(desk.POST('/api/v1/sites/{site}/policy/preview', { params: { path: { site } }, body })),
    publish: (body) =>
      ask(
        desk.PUT('/api/v1/sites/{site}/policy', {
          params: { path: { site } },
          body,
          headers: { 'If-Match': `"${version}"` } as never,
        }),
      ),
  });
  const { busy, refused } = publishing;
  const [draft, setDraft] = useState(policy);
  const [typing, setTyping] = useState<Record<string, TypedTarget>>({});
  const [fault, setFault] = useState<string | null>(null);
  const [text, setText] = useState<string | null>(null);

  function target(key: string, label: string, before: Target | null) {
    const value = typing[key] ?? typed(before);
    const set = (part: Partial<TypedTarget>) => setTyping({ ...typing, [key]: { ...value, ...part } });
    return (
      <span className="target">
        <input
          className="plain-input"
          inputMode="decimal"
          aria-label={label}
          value={value.amount}
          onChange={(e) => set({ amount: e.target.value })}
        />
        <select
          className="plain-select"
          aria-label={`${label} ${t('admin.targetUnits')}`}
          value={value.unit}
          onChange={(e) => set({ unit: e.target.value as TypedTarget['unit'] })}
        >
          <option value="elapsed">{t('admin.unitElapsed')}</option>
          <option value="working">{t('admin.unitWorking')}</option>
          <option value="days">{t('admin.unitDays')}</option>
        </select>
      </span>
    );
  }

  function publishForm() {
    const next = structuredClone(draft);
    for (const [key, value] of Object.entries(typing)) {
      const path = key.split('.');
      const before = path.reduce((at: unknown, name) => (at as Record<string, unknown>)[name], policy) as Target | null;
      const made = targetOf(value, before);
      if (made === undefined || (made === null && path.length === 1)) {
        setFault(`${t('admin.badTarget')}: ${value.amount}`);
        return;
      }
      const parent = path.slice(0, -1).reduce((at: unknown, name) => (at as Record<string, unknown>)[name], next) as Record<
        string,
        unknown
      >;
      parent[path.at(-1)!] = made;
    }
    setFault(null);
    void publishing.propose(next);
  }

  function publishText() {
    try {
      const typedPolicy = JSON.parse(text!) as SitePolicy;
      setFault(null);
      void publishing.propose(typedPolicy);
    } catch (error) {
      setFault((error as Error).message);
    }
  }

  const number = (id: string, label: string, value: number, set: (value: number) => SitePolicy) => (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <input
        id={id}
        className="plain-input wide"
        type="number"
        min={0}
        value={value}
        onChange={(e) => setDraft(set(Number(e.target.value)))}
      />
    </div>
  );

  return (
    <>
      <p className="dim">
        {t('admin.versionNow', { n: version })} · {t('admin.publishNote')}
      </p>
      {refused && <Refusal error={refused} />}
      {fault && (
        <p className="refusal" role="alert">
          {fault}
        </p>
      )}
      <Panel title={t('admin.targets')}>
        <TableFrame label={t('admin.targets')}>
          <table className="table targets">
            <thead>
              <tr>
                <th scope="col">{t('field.priority')}</th>
                {promises.map((promise) => (
                  <th scope="col" key={promise}>
                    {t(`admin.${promise}`)}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {priorities.map((priority) => (
                <tr key={priority}>
                  <th scope="row">
                    <PriorityMark value={priority} />
                  </th>
                  {promises.map((promise) => (
                    <td key={promise}>
                      {target(
                        `targets.${priority}.${promise}`,
                        `${t(`priority.${priority}`)} ${t(`admin.${promise}`)}`,
                        policy.targets[priority][promise],
                      )}
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </TableFrame>
        <div className="acts grid-fields">
          <div className="field">
            <span>{t('admin.ack')}</span>
            {target('ack', t('admin.ack'), policy.ack)}
          </div>
          <div className="field">
            <span>{t('admin.directorAfter')}</span>
            {target('escalation.directorAfter', t('admin.directorAfter'), policy.escalation.directorAfter)}
          </div>
          {number('p-warnAt', t('admin.warnAt'), draft.escalation.warnAtPercent, (v) => ({
            ...draft,
            escalation: { ...draft.escalation, warnAtPercent: v },
          }))}
          {number('p-reopenDays', t('admin.reopenDays'), draft.reopen.withinDays, (v) => ({
            ...draft,
            reopen: { ...draft.reopen, withinDays: v },
          }))}
          {number('p-archiveDays', t('admin.archiveDays'), draft.archive.afterDays, (v) => ({
            ...draft,
            archive: { ...draft.archive, afterDays: v },
          }))}
          {number('p-maxRounds', t('admin.maxRounds'), draft.secondHandling.maxRounds, (v) => ({
            ...draft,
            secondHandling: { ...draft.secondHandling, maxRounds: v },
          }))}
        </div>
        <fieldset className="acts">
          <legend className="unseen">{t('admin.waitingPauses')}</legend>
          <span>{t('admin.waitingPauses')}</span>
          {(['customer', 'parts', 'third_party'] as const).map((reason) => (
            <label key={reason} className="tick">
              <input
                type="checkbox"
                checked={draft.waiting[reason].pauses}
                onChange={(e) =>
                  setDraft({
                    ...draft,
                    waiting: { ...draft.waiting, [reason]: { ...draft.waiting[reason], pauses: e.target.checked } },
                  })
                }
              />
              {t(`waiting.${reason}`)}
            </label>
          ))}
          <label className="tick">
            <input
              type="checkbox"
              checked={draft.summary.requiredToClose}
              onChange={(e) => setDraft({ ...draft, summary: { ...draft.summary, requiredToClose: e.target.checked } })}
            />
            {t('admin.summaryRequired')}
          </label>
        </fieldset>
        <div className="acts">
          <Button type="primary" loading={busy} onClick={publishForm}>
            {t('admin.preview')}
          </Button>
        </div>
      </Panel>
      <Panel title={t('admin.json')}>
        <textarea
          className="code"
          spellCheck={false}
          aria-label={t('admin.json')}
          value={text ?? JSON.stringify(policy, null, 2)}
          onChange={(e) => setText(e.target.value)}
        />
        <div className="acts">
          <Button disabled={text === null} loading={busy} onClick={publishText}>
            {t('admin.preview')}
          </Button>
        </div>
      </Panel>
      {publishing.offer && (
        <PublishDialog
          site={site}
          version={version + 1}
          preview={publishing.offer.preview}
          busy={busy}
          onPublish={() => void publishing.accept()}
          onClose={publishing.dismiss}
        />
      )}
    </>
  );
}
