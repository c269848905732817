import './signIn.css';
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { Button, Input } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ask, desk } from '../api/client';
import { session } from '../api/session';
import { methodsQuery } from '../api/signIn';
import { Refusal } from '../app/faults';
import { LanguageSwitch, ShadeSwitch } from '../app/switches';
import { useSend } from '../app/useSend';
import { CodeStep } from './CodeStep';

/** What the provider's sign-in may come back with, in words; anything else did not succeed either. */
const faults = ['oidc_failed', 'account_taken', 'sign_in_blocked'] as const;

/** By the organisation's provider where there is one, or by a password, and a code where the account has them. */
export function SignIn() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { to, fault } = useSearch({ from: '/sign-in' });
  const methods = useQuery(methodsQuery).data;
  const [user, setUser] = useState('');
  const [password, setPassword] = useState('');
  const [needsCode, setNeedsCode] = useState(false);
  const { busy, refused, send, forget } = useSend();
  // Only a path of this desk: an address elsewhere is nobody's wish.
  const wanted = to?.startsWith('/') && !to.startsWith('//') ? to : '/';

  async function enter(otp?: string) {
    const no = await send(async () => {
      session.set(await ask(desk.POST('/api/v1/auth/token', { body: { user, password, ...(otp ? { otp } : {}) } })));
      await navigate({ href: wanted });
    });
    if (no?.code === 'otp_needed') {
      setNeedsCode(true);
      forget();
    }
    // Changed meanwhile: the code alone will not do.
    if (no?.code === 'wrong_credentials') setNeedsCode(false);
  }

  return (
    <main className="sign-in">
      <section className="sign-in-card">
        <header>
          <img src="/desk.svg" alt="" width={36} height={36} />
          <div>
            <h1>{t('app.name')}</h1>
            <p>{t('signIn.lead')}</p>
          </div>
        </header>
        {needsCode ? (
          <CodeStep
            user={user}
            busy={busy}
            refused={refused}
            onEnter={(code) => void enter(code)}
            onBack={() => {
              setNeedsCode(false);
              forget();
            }}
          />
        ) : (
          <>
            {fault && (
              <p className="refusal" role="alert">
                {t(`signIn.fault.${faults.find((known) => known === fault) ?? 'oidc_failed'}`)}
              </p>
            )}
            {methods?.oidc && (
              <>
                <Button size="large" block href={`${methods.oidc}?returnTo=${encodeURIComponent(wanted)}`}>
                  {t('signIn.oidc')}
                </Button>
                <p className="sign-in-or">
                  <span>{t('signIn.or')}</span>
                </p>
              </>
            )}
            <form
              onSubmit={(event) => {
                event.preventDefault();
                void enter();
              }}
            >
              <label htmlFor="user">{t('signIn.user')}</label>
              <Input
                id="user"
                size="large"
                autoComplete="username"
                autoFocus
                required
                value={user}
                onChange={(e) => setUser(e.target.value)}
              />
              <label htmlFor="password">{t('signIn.password')}</label>
              <Input
                id="password"
                type="password"
                size="large"
                autoComplete="current-password"
                required
                value={password}
                onChange={(e) => setPassword(e.target.value)}
              />
              {refused &&
                (refused.code === 'wrong_credentials' ? (
                  <p className="field-fault" role="alert">
                    {t('signIn.wrong')}
                  </p>
                ) : (
                  <Refusal error={refused} />
                ))}
              <Button type="primary" size="large" block htmlType="submit" loading={busy}>
                {t('signIn.enter')}
              </Button>
            </form>
          </>
        )}
        <footer>
          <LanguageSwitch />
          <ShadeSwitch />
        </footer>
      </section>
    </main>
  );
}
