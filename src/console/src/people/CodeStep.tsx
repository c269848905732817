import { Button, Input } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Refused } from '../api/problem';
import { Refusal } from '../app/faults';

interface Props {
  user: string;
  busy: boolean;
  refused: Refused | null;
  onEnter: (code: string) => void;
  onBack: () => void;
}

/** The second step of signing in: the code that the authenticator shows, or one of the codes kept for when it is lost. */
export function CodeStep({ user, busy, refused, onEnter, onBack }: Props) {
  const { t } = useTranslation();
  const [isRecovery, setRecovery] = useState(false);
  const [code, setCode] = useState('');
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        onEnter(code.trim());
        setCode('');
      }}
    >
      <h2>{t('signIn.codeTitle')}</h2>
      <p className="dim">{t(isRecovery ? 'signIn.recoveryLead' : 'signIn.codeLead', { user })}</p>
      <label htmlFor="code">{t(isRecovery ? 'signIn.recovery' : 'signIn.code')}</label>
      <Input
        key={String(isRecovery)}
        id="code"
        className="code-input"
        size="large"
        autoComplete="one-time-code"
        inputMode={isRecovery ? 'text' : 'numeric'}
        maxLength={isRecovery ? 40 : 6}
        autoFocus
        required
        value={code}
        onChange={(e) => setCode(isRecovery ? e.target.value : e.target.value.replace(/\D/g, ''))}
      />
      {refused &&
        (refused.code === 'wrong_otp' ? (
          <p className="field-fault" role="alert">
            {t('signIn.wrongCode')}
          </p>
        ) : (
          <Refusal error={refused} />
        ))}
      <Button type="primary" size="large" block htmlType="submit" loading={busy}>
        {t('signIn.enter')}
      </Button>
      <div className="sign-in-ways">
        <Button type="link" onClick={() => setRecovery(!isRecovery)}>
          {t(isRecovery ? 'signIn.useCode' : 'signIn.useRecovery')}
        </Button>
        <Button type="link" onClick={onBack}>
          {t('act.back')}
        </Button>
      </div>
    </form>
  );
}
