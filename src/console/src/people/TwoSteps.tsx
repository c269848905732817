import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Button } from 'antd';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { meQuery } from '../api/queries';
import { Refusal, Waiting } from '../app/faults';
import { Panel } from '../ticket/Panel';
import { otpQuery } from './secondFactor';
import { TurnOffCodes } from './TurnOffCodes';

// Drawing the picture takes code that nobody else needs.
const SetUpCodes = lazy(() => import('./SetUpCodes').then((m) => ({ default: m.SetUpCodes })));

/** Recovery codes are running out below this many. */
const few = 3;

/** One-time codes as a second step of signing in: whether they are on, and the way there and back. */
export function TwoSteps() {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const otp = useQuery(otpQuery);
  const [doing, setDoing] = useState<'set up' | 'turn off' | null>(null);
  const close = () => {
    setDoing(null);
    for (const { queryKey } of [otpQuery, meQuery]) void queries.invalidateQueries({ queryKey });
  };
  // Whoever the provider signs in is told so at the password.
  if (otp.data?.hasPassword === false) return null;
  return (
    <Panel title={t('profile.twoSteps')}>
      {otp.isError && <Refusal error={otp.error} action={<Button onClick={() => void otp.refetch()}>{t('act.retry')}</Button>} />}
      {otp.isPending && <Waiting />}
      {otp.data && (
        <>
          <p className="state">
            <span className={`mark status-${otp.data.on ? 'resolved' : 'pending'}`}>
              {t(otp.data.on ? 'profile.codesOn' : 'profile.codesOff')}
            </span>
            {otp.data.on && (
              <span className={otp.data.recoveryCodes < few ? 'field-fault' : 'dim'}>
                {t('profile.recoveryLeft', { n: otp.data.recoveryCodes })}
              </span>
            )}
          </p>
          <p className="dim">{t(otp.data.on ? 'profile.codesOnLead' : 'profile.codesOffLead')}</p>
          <div className="acts">
            {otp.data.on ? (
              <Button danger onClick={() => setDoing('turn off')}>
                {t('profile.turnOff')}
              </Button>
            ) : (
              <Button type="primary" onClick={() => setDoing('set up')}>
                {t('profile.setUp')}
              </Button>
            )}
          </div>
        </>
      )}
      {doing === 'set up' && (
        <Suspense fallback={null}>
          <SetUpCodes onClose={close} />
        </Suspense>
      )}
      {doing === 'turn off' && <TurnOffCodes onClose={close} />}
    </Panel>
  );
}
