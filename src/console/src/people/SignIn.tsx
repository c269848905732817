import './signIn.css';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { Button, Input } from 'antd';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ask, desk } from '../api/client';
import { asRefused, type Refused } from '../api/problem';
import { session } from '../api/session';
import { Refusal } from '../app/faults';
import { LanguageSwitch, ShadeSwitch } from '../app/switches';

export function SignIn() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { to } = useSearch({ from: '/sign-in' });
  const [user, setUser] = useState('');
  const [password, setPassword] = useState('');
  const [refused, setRefused] = useState<Refused | null>(null);
  const [busy, setBusy] = useState(false);

  async function enter(event: FormEvent) {
    event.preventDefault();
    setBusy(true);
    setRefused(null);
    try {
      session.set(await ask(desk.POST('/api/v1/auth/token', { body: { user, password } })));
      // Only a path of this desk: an address elsewhere is nobody's wish.
      await navigate({ href: to?.startsWith('/') && !to.startsWith('//') ? to : '/' });
    } catch (error) {
      setRefused(asRefused(error));
    } finally {
      setBusy(false);
    }
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
        <form onSubmit={enter}>
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
            (refused.status === 401 ? (
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
        <footer>
          <LanguageSwitch />
          <ShadeSwitch />
        </footer>
      </section>
    </main>
  );
}
