import './signIn.css';
import './people.css';
import '../ticket/ticket.css';
import { useTranslation } from 'react-i18next';
import type { Me } from '../api/types';
import { SignOut } from '../app/SignOut';
import { LanguageSwitch } from '../app/switches';
import { PasswordPanel } from './PasswordPanel';
import { TwoSteps } from './TwoSteps';

/** What somebody has to do before the desk answers anything else. */
export function Duty({ me, duty }: { me: Me; duty: NonNullable<Me['duty']> }) {
  const { t } = useTranslation();
  return (
    <main className="sign-in">
      <section className="sign-in-card duty">
        <header>
          <img src="/desk.svg" alt="" width={36} height={36} />
          <div>
            <h1>{t(`profile.duty.${duty}.title`)}</h1>
            <p>{t(`profile.duty.${duty}.lead`)}</p>
          </div>
        </header>
        {duty === 'change_password' ? <PasswordPanel me={me} /> : <TwoSteps />}
        <footer>
          <LanguageSwitch />
          <SignOut />
        </footer>
      </section>
    </main>
  );
}
