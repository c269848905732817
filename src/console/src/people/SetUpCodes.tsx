import { App, Button, Modal, QRCode } from 'antd';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ask, desk } from '../api/client';
import { Refusal } from '../app/faults';
import { useSend } from '../app/useSend';
import { Secret } from './Secret';
import { faultAt } from './secondFactor';

/** Setting up one-time codes: the password, the secret as a picture and as text, a code as proof, and the recovery codes, shown once. */
export function SetUpCodes({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const [password, setPassword] = useState('');
  const [code, setCode] = useState('');
  const [made, setMade] = useState<{ secret: string; address: string } | null>(null);
  const [recovery, setRecovery] = useState<readonly string[] | null>(null);
  const { busy, refused, send } = useSend();
  const step = recovery ? 3 : made ? 2 : 1;

  const begin = () => send(async () => setMade(await ask(desk.POST('/api/v1/me/otp', { body: { password } }))));
  const confirm = () =>
    send(async () => setRecovery((await ask(desk.POST('/api/v1/me/otp/confirm', { body: { otp: code.trim() } }))).codes));
  const go = (event?: FormEvent) => {
    event?.preventDefault();
    if (step === 3) onClose();
    else void (step === 1 ? begin() : confirm());
  };
  async function copy(text: string) {
    try {
      await navigator.clipboard.writeText(text);
      void message.success(t('act.copied'));
    } catch {
      // Browsers give the clipboard only to pages under HTTPS; what is shown can be marked and copied by hand.
      void message.info(t('profile.copyByHand'));
    }
  }

  const wrongPassword = faultAt(refused, '/password');
  const wrongCode = faultAt(refused, '/otp');
  return (
    <Modal
      open
      title={`${t('profile.setUp')} · ${step}/3`}
      width={460}
      // The codes are shown once: a click beside the window is not yet "I have them".
      mask={{ closable: false }}
      closable={step !== 3}
      keyboard={step !== 3}
      onCancel={onClose}
      footer={[
        step !== 3 && (
          <Button key="cancel" onClick={onClose}>
            {t('act.cancel')}
          </Button>
        ),
        <Button key="go" type="primary" loading={busy} onClick={() => go()}>
          {t(step === 1 ? 'profile.continue' : step === 2 ? 'profile.turnOn' : 'profile.kept')}
        </Button>,
      ]}
    >
      <form className="fields" onSubmit={go}>
        {step === 1 && (
          <>
            <p>{t('profile.setUpLead')}</p>
            <Secret
              id="s-password"
              label={t('profile.current')}
              autoComplete="current-password"
              value={password}
              fault={wrongPassword && t('profile.wrongPassword')}
              onChange={setPassword}
            />
          </>
        )}
        {step === 2 && made && (
          <>
            <p>{t('profile.scan')}</p>
            {/* Black on white in the dark too: cameras do not read the reverse. */}
            <figure className="qr" aria-label={t('profile.qr')}>
              <QRCode type="svg" value={made.address} size={184} color="#000" bgColor="#fff" bordered={false} />
            </figure>
            <div className="field">
              <span>{t('profile.key')}</span>
              <p className="kept">
                <code className="secret">{made.secret.match(/.{1,4}/g)?.join(' ')}</code>
                <Button onClick={() => void copy(made.secret)}>{t('act.copy')}</Button>
              </p>
            </div>
            <Secret
              id="s-code"
              label={t('profile.codeOfApp')}
              autoComplete="one-time-code"
              value={code}
              fault={wrongCode && t('signIn.wrongCode')}
              onChange={setCode}
            />
          </>
        )}
        {step === 3 && recovery && (
          <>
            <p role="status">{t('profile.recoveryLead')}</p>
            <ol className="recovery">
              {recovery.map((each) => (
                <li key={each}>
                  <code>{each}</code>
                </li>
              ))}
            </ol>
            <div>
              <Button onClick={() => void copy(recovery.join('\n'))}>{t('act.copy')}</Button>
            </div>
          </>
        )}
        {refused && !wrongPassword && !wrongCode && <Refusal error={refused} />}
        <button type="submit" className="unseen" tabIndex={-1} aria-hidden="true" />
      </form>
    </Modal>
  );
}
