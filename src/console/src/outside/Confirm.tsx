import { useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ask, desk, under } from '../api/client';
import type { ConfirmSheet } from '../api/types';
import { Refusal } from '../app/faults';
import { useSend } from '../app/useSend';
import { moment } from '../format/time';
import { End, Frame, Sheet } from './Frame';
import { SignaturePad } from './SignaturePad';

/** The customer confirms a change 电子签章, or says that it is not what they asked for. */
export function Confirm() {
  const { token } = useParams({ from: '/confirm/$token' });
  const query = useQuery({
    queryKey: ['confirm', token],
    queryFn: () => ask(desk.GET('/api/v1/confirm/{token}', { params: { path: { token } } })),
  });
  return <Sheet query={query}>{(sheet) => <Signing token={token} sheet={sheet} />}</Sheet>;
}

function Signing({ token, sheet }: { token: string; sheet: ConfirmSheet }) {
  const { t } = useTranslation();
  const [name, setName] = useState('');
  const [drawn, setDrawn] = useState('');
  const [reason, setReason] = useState('');
  const [isNameless, setNameless] = useState(false);
  const [settled, setSettled] = useState<'confirmed' | 'rejected' | null>(null);
  const { busy, refused, send } = useSend();
  const state = settled ?? sheet.state;

  async function sign(accept: boolean) {
    const isUnsigned = name.trim() === '' && drawn === '';
    setNameless(isUnsigned);
    if (isUnsigned) return;
    const body = { name: name.trim() || null, drawn: drawn || null, accept, reason: accept ? null : reason.trim() || null };
    const no = await send(
      (key) => ask(desk.POST('/api/v1/confirm/{token}', { params: { path: { token } }, body, headers: under(key) })),
      body,
    );
    if (!no) setSettled(accept ? 'confirmed' : 'rejected');
  }

  return (
    <Frame site={sheet.site} number={sheet.number}>
      {state !== 'unconfirmed' ? (
        <End title={t(state === 'confirmed' ? 'confirm.accepted' : 'confirm.rejected')} />
      ) : (
        <>
          <h1>{t('confirm.title')}</h1>
          <section aria-label={t('confirm.what')}>
            <p className="quote">{sheet.what}</p>
            <p className="dim">
              {t('confirm.since', { at: moment(sheet.since) })} · {t('confirm.until', { at: moment(sheet.expiresAt) })}
            </p>
          </section>
          <form
            onSubmit={(e) => {
              e.preventDefault();
              void sign(true);
            }}
            noValidate
          >
            <label className="named">
              {t('confirm.signedAs')}
              <input
                type="text"
                autoComplete="name"
                maxLength={200}
                value={name}
                aria-invalid={isNameless || undefined}
                onChange={(e) => setName(e.target.value)}
              />
            </label>
            {isNameless && (
              <p className="field-fault" role="alert">
                {t('confirm.needName')}
              </p>
            )}
            <SignaturePad value={drawn} onChange={setDrawn} />
            <details>
              <summary>{t('confirm.signedText')}</summary>
              <p className="quote">{sheet.text}</p>
              <p className="dim digest">SHA-256 {sheet.sha256}</p>
            </details>
            <label className="named">
              {t('confirm.reason')}
              <textarea rows={2} maxLength={2000} value={reason} onChange={(e) => setReason(e.target.value)} />
            </label>
            {refused && <Refusal error={refused} />}
            <button type="submit" className="big" disabled={busy}>
              {t('confirm.accept')}
            </button>
            <button type="button" className="big is-quiet" disabled={busy} onClick={() => void sign(false)}>
              {t('confirm.reject')}
            </button>
          </form>
        </>
      )}
    </Frame>
  );
}
