import { useQuery, useQueryClient } from '@tanstack/react-query';
import { App, Button, Input } from 'antd';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ask, desk } from '../api/client';
import type { NoticePreferences } from '../api/types';
import { Refusal, Waiting } from '../app/faults';
import { useSend } from '../app/useSend';
import { Panel } from '../ticket/Panel';
import { ownZone, ZoneInput } from './ZoneInput';

const key = ['me-notices'];
const channels = ['byEmail', 'bySms', 'byChat'] as const;
const uses = ['all', 'urgent', 'none'] as const;

/** How the user is told outside the desk, when not, and in which language. */
export function NoticeChoices() {
  const { t } = useTranslation();
  const query = useQuery({ queryKey: key, queryFn: () => ask(desk.GET('/api/v1/me/notices')) });
  return (
    <Panel title={t('profile.notices')}>
      {query.isError && (
        <Refusal error={query.error} action={<Button onClick={() => void query.refetch()}>{t('act.retry')}</Button>} />
      )}
      {query.isPending && <Waiting />}
      {query.data && <Choices kept={query.data} />}
    </Panel>
  );
}

function Choices({ kept }: { kept: NoticePreferences }) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const queries = useQueryClient();
  const [values, setValues] = useState(kept);
  const { busy, refused, send } = useSend();
  const set = (part: Partial<NoticePreferences>) => setValues({ ...values, ...part });
  const quiet = values.quiet ?? null;

  async function save(event: FormEvent) {
    event.preventDefault();
    const no = await send(async () => {
      const body = { ...values, email: values.email?.trim() || null, phone: values.phone?.trim() || null };
      queries.setQueryData(key, await ask(desk.PUT('/api/v1/me/notices', { body })));
    });
    if (!no) void message.success(t('admin.saved'));
  }

  return (
    <form className="fields" onSubmit={(e) => void save(e)}>
      <p className="dim">{t('profile.noticesLead')}</p>
      <div className="pair">
        <div className="field">
          <label htmlFor="n-email">{t('field.email')}</label>
          <Input
            id="n-email"
            type="email"
            autoComplete="email"
            value={values.email ?? ''}
            onChange={(e) => set({ email: e.target.value })}
          />
        </div>
        <div className="field">
          <label htmlFor="n-phone">{t('profile.phone')}</label>
          <Input
            id="n-phone"
            type="tel"
            autoComplete="tel"
            value={values.phone ?? ''}
            onChange={(e) => set({ phone: e.target.value })}
          />
        </div>
      </div>
      <table className="choices">
        <caption className="unseen">{t('profile.channels')}</caption>
        <thead>
          <tr>
            <th scope="col">{t('profile.channels')}</th>
            {uses.map((use) => (
              <th key={use} scope="col">
                {t(`profile.use.${use}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {channels.map((channel) => (
            <tr key={channel}>
              <th scope="row">{t(`profile.channel.${channel}`)}</th>
              {uses.map((use) => (
                <td key={use}>
                  <input
                    type="radio"
                    name={channel}
                    aria-label={`${t(`profile.channel.${channel}`)}: ${t(`profile.use.${use}`)}`}
                    checked={values[channel] === use}
                    onChange={() => set({ [channel]: use })}
                  />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      <fieldset className="field">
        <legend>{t('profile.quiet')}</legend>
        <label className="tick">
          <input
            type="checkbox"
            checked={quiet !== null}
            onChange={(e) => set({ quiet: e.target.checked ? { from: '22:00', to: '07:30', timeZone: ownZone() } : null })}
          />
          {t('profile.quietOn')}
        </label>
        {quiet && (
          <div className="quiet">
            <input
              type="time"
              className="plain-input"
              required
              aria-label={t('shifts.from')}
              value={quiet.from}
              onChange={(e) => set({ quiet: { ...quiet, from: e.target.value } })}
            />
            –
            <input
              type="time"
              className="plain-input"
              required
              aria-label={t('shifts.to')}
              value={quiet.to}
              onChange={(e) => set({ quiet: { ...quiet, to: e.target.value } })}
            />
            <ZoneInput id="n-zone" value={quiet.timeZone} onChange={(timeZone) => set({ quiet: { ...quiet, timeZone } })} />
          </div>
        )}
        {quiet && (
          <label className="tick">
            <input
              type="checkbox"
              checked={values.urgentBreaksQuiet ?? true}
              onChange={(e) => set({ urgentBreaksQuiet: e.target.checked })}
            />
            {t('profile.urgentBreaks')}
          </label>
        )}
      </fieldset>
      <div className="field">
        <label htmlFor="n-language">{t('profile.noticeLanguage')}</label>
        <select
          id="n-language"
          className="plain-select"
          value={values.language ?? ''}
          onChange={(e) => set({ language: e.target.value || null })}
        >
          <option value="">{t('profile.deskLanguage')}</option>
          <option value="zh-CN" lang="zh-CN">
            中文
          </option>
          <option value="en" lang="en">
            English
          </option>
        </select>
      </div>
      {refused && <Refusal error={refused} />}
      <div>
        <Button type="primary" htmlType="submit" loading={busy}>
          {t('act.save')}
        </Button>
      </div>
    </form>
  );
}
