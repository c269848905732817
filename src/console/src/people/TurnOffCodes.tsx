import { Button, Modal } from 'antd';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ask, desk } from '../api/client';
import { Refusal } from '../app/faults';
import { useSend } from '../app/useSend';
import { Secret } from './Secret';
import { faultAt } from './secondFactor';

/** Turning one-time codes off takes what signing in takes: the password and a code. */
export function TurnOffCodes({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const [password, setPassword] = useState('');
  const [otp, setOtp] = useState('');
  const { busy, refused, send } = useSend();
  async function turnOff(event?: FormEvent) {
    event?.preventDefault();
    const no = await send(() => ask(desk.POST('/api/v1/me/otp/disable', { body: { password, otp: otp.trim() } })));
    if (!no) onClose();
  }
  const wrongPassword = faultAt(refused, '/password');
  const wrongCode = faultAt(refused, '/otp');
  return (
    <Modal
      open
      title={t('profile.turnOff')}
      width={420}
      onCancel={onClose}
      footer={[
        <Button key="cancel" onClick={onClose}>
          {t('act.cancel')}
        </Button>,
        <Button key="go" type="primary" danger loading={busy} onClick={() => void turnOff()}>
          {t('profile.turnOff')}
        </Button>,
      ]}
    >
      <form className="fields" onSubmit={(e) => void turnOff(e)}>
        <p>{t('profile.turnOffLead')}</p>
        <Secret
          id="o-password"
          label={t('profile.current')}
          autoComplete="current-password"
          value={password}
          fault={wrongPassword && t('profile.wrongPassword')}
          onChange={setPassword}
        />
        <Secret
          id="o-code"
          label={t('profile.codeOrRecovery')}
          autoComplete="one-time-code"
          value={otp}
          fault={wrongCode && t('signIn.wrongCode')}
          onChange={setOtp}
        />
        {refused && !wrongPassword && !wrongCode && <Refusal error={refused} />}
        <button type="submit" className="unseen" tabIndex={-1} aria-hidden="true" />
      </form>
    </Modal>
  );
}
