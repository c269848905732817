import { useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ask, desk, freshKey } from '../api/client';
import { asRefused, type Refused } from '../api/problem';
import { Refusal, Waiting } from '../app/faults';
import { moment } from '../format/time';
import { End, Frame } from './Frame';
import { SignaturePad } from './SignaturePad';

/** The customer confirms a change 电子签章, or says that it is not what they asked for. */
export function Confirm() {
  const { t } = useTranslation();
  const { token } = useParams({ from: '/confirm/$token' });
  const sheet = useQuery({
    queryKey: ['confirm', token],
    queryFn: () => ask(desk.GET('/api/v1/confirm/{token}', { params: { path: { token } } })),
  });
  const [name, setName] = useState('');
  const [drawn, setDrawn] = useState('');
  const [reason, setReason] = useState('');
  const [isNameless, setNameless] = useState(false);
  const [settled, setSettled] = useState<'confirmed' | 'rejected' | null>(null);
  const [refused, setRefused] = useState<Refused | null>(null);
  const [busy, setBusy] = useState(false);
  const key = useRef(freshKey());

  if (sheet.isError) {
    return (
      <Frame>
        {asRefused(sheet.error).status === 404 ? <End title={t('survey.invalid')} /> : <Refusal error={sheet.error} />}
      </Frame>
    );
  }
  if (!sheet.data)
    return (
      <Frame>
        <Waiting />
      </Frame>
    );
  const state = settled ?? sheet.data.state;

  async function sign(accept: boolean) {
    const isUnsigned = name.trim() === '' && drawn === '';
    setNameless(isUnsigned);
    if (isUnsigned) return;
    setBusy(true);
    setRefused(null);
    try {
      const body = { name: name.trim() || null, drawn: drawn || null, accept, reason: accept ? null : reason.trim() || null };
      await ask(
        desk.POST('/api/v1/confirm/{token}', {
          params: { path: { token } },
          body,
          headers: { 'Idempotency-Key': key.current } as never,
        }),
      );
      setSettled(accept ? 'confirmed' : 'rejected');
    } catch (error) {
      key.current = freshKey();
      setRefused(asRefused(error));
    } finally {
      setBusy(false);
    }
  }

  return (
    <Frame site={sheet.data.site} number={sheet.data.number}>
      {state !== 'unconfirmed' ? (
        <End title={t(state === 'confirmed' ? 'confirm.accepted' : 'confirm.rejected')} />
      ) : (
        <>
          <h1>{t('confirm.title')}</h1>
          <section aria-label={t('confirm.what')}>
            <p className="quote">{sheet.data.what}</p>
            <p className="dim">
              {t('confirm.since', { at: moment(sheet.data.since) })} · {t('confirm.until', { at: moment(sheet.data.expiresAt) })}
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
              <p className="quote">{sheet.data.text}</p>
              <p className="dim digest">SHA-256 {sheet.data.sha256}</p>
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
