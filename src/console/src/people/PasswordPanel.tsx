import { useQuery, useQueryClient } from '@tanstack/react-query';
import { App, Button } from 'antd';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ask, desk } from '../api/client';
import { meQuery } from '../api/queries';
import { session } from '../api/session';
import type { Me } from '../api/types';
import { Refusal } from '../app/faults';
import { useSend } from '../app/useSend';
import { exactMoment } from '../format/time';
import { Panel } from '../ticket/Panel';
import { sessionsKey } from './OwnSessions';
import { Secret } from './Secret';
import { faultAt, otpQuery } from './secondFactor';

/** What the desk demands of a password that a person chooses. */
const least = 12;

/** The password, changed by whoever knows the present one. Every other session ends, this one goes on. */
export function PasswordPanel({ me }: { me: Me }) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const queries = useQueryClient();
  const otp = useQuery(otpQuery);
  const [current, setCurrent] = useState('');
  const [next, setNext] = useState('');
  const [again, setAgain] = useState('');
  const [fault, setFault] = useState<'short' | 'unlike' | null>(null);
  const { busy, refused, send } = useSend();

  async function change(event: FormEvent) {
    event.preventDefault();
    const wrong = next.length < least ? 'short' : next !== again ? 'unlike' : null;
    setFault(wrong);
    if (wrong) return;
    const no = await send(async () => {
      session.set(await ask(desk.POST('/api/v1/me/password', { body: { current, next } })));
      await Promise.all([meQuery.queryKey, sessionsKey].map((queryKey) => queries.invalidateQueries({ queryKey })));
    });
    if (no) return;
    for (const clear of [setCurrent, setNext, setAgain]) clear('');
    void message.success(t('profile.passwordChanged'));
  }

  if (otp.data?.hasPassword === false)
    return (
      <Panel title={t('profile.password')}>
        <p className="dim">{t('profile.noPassword')}</p>
      </Panel>
    );
  const refusedNext = faultAt(refused, '/next');
  const refusedCurrent = faultAt(refused, '/current');
  return (
    <Panel title={t('profile.password')}>
      <form className="fields" onSubmit={(e) => void change(e)}>
        {/* Password managers file what is chosen under the name that stands beside it. */}
        <input type="hidden" autoComplete="username" value={me.id} readOnly />
        {me.passwordUntil && <p className="field-fault">{t('profile.passwordUntil', { at: exactMoment(me.passwordUntil) })}</p>}
        <Secret
          id="p-current"
          label={t('profile.current')}
          autoComplete="current-password"
          value={current}
          fault={refusedCurrent && t('profile.wrongPassword')}
          onChange={setCurrent}
        />
        <Secret
          id="p-next"
          label={t('profile.next')}
          hint={t('profile.passwordHint', { least })}
          autoComplete="new-password"
          value={next}
          fault={fault === 'short' ? t('profile.tooShort', { least }) : refusedNext && t('profile.tooCommon')}
          onChange={setNext}
        />
        <Secret
          id="p-again"
          label={t('profile.again')}
          autoComplete="new-password"
          value={again}
          fault={fault === 'unlike' && t('profile.unlike')}
          onChange={setAgain}
        />
        {refused && !refusedNext && !refusedCurrent && <Refusal error={refused} />}
        <div>
          <Button type="primary" htmlType="submit" loading={busy}>
            {t('profile.changePassword')}
          </Button>
        </div>
      </form>
    </Panel>
  );
}
