import { useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { type FormEvent, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ask, desk, freshKey } from '../api/client';
import { asRefused, type Refused } from '../api/problem';
import { Refusal, Waiting } from '../app/faults';
import { End, Frame } from './Frame';

/** The customer rates what was done 满意度评价: whatever questions and answers the site has. */
export function Survey() {
  const { t, i18n } = useTranslation();
  const { token } = useParams({ from: '/survey/$token' });
  const sheet = useQuery({
    queryKey: ['survey', token, i18n.language],
    queryFn: () => ask(desk.GET('/api/v1/survey/{token}', { params: { path: { token } } })),
    placeholderData: (before) => before,
  });
  const [answers, setAnswers] = useState<Record<string, number>>({});
  const [comment, setComment] = useState('');
  const [isIncomplete, setIncomplete] = useState(false);
  const [refused, setRefused] = useState<Refused | null>(null);
  const [state, setState] = useState<'asking' | 'sending' | 'done'>('asking');
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
  const { site, number, request, questions, scale, answered } = sheet.data;

  async function rate(event: FormEvent) {
    event.preventDefault();
    const isMissing = questions.some((question) => answers[question.code] === undefined);
    setIncomplete(isMissing);
    if (isMissing) return;
    setState('sending');
    setRefused(null);
    try {
      const body = { answers, comment: comment.trim() || null };
      await ask(
        desk.POST('/api/v1/survey/{token}', {
          params: { path: { token } },
          body,
          headers: { 'Idempotency-Key': key.current } as never,
        }),
      );
      setState('done');
    } catch (error) {
      setRefused(asRefused(error));
      setState('asking');
    }
  }

  return (
    <Frame site={site} number={number}>
      {state === 'done' || answered ? (
        <End title={t(state === 'done' ? 'survey.thanks' : 'survey.answered')} lead={t('survey.thanksLead')} />
      ) : (
        <>
          <h1>{t('survey.title')}</h1>
          <section aria-label={t('survey.yourRequest')}>
            <p className="quote">{request}</p>
          </section>
          <form onSubmit={(e) => void rate(e)} noValidate>
            {questions.map((question) => (
              <fieldset key={question.code}>
                <legend>{question.label}</legend>
                <div className="answers">
                  {scale.map((answer) => (
                    <label key={answer.value}>
                      <input
                        type="radio"
                        name={question.code}
                        checked={answers[question.code] === answer.value}
                        onChange={() => {
                          key.current = freshKey();
                          setAnswers({ ...answers, [question.code]: answer.value });
                        }}
                      />
                      <span>{answer.label}</span>
                    </label>
                  ))}
                </div>
              </fieldset>
            ))}
            <label className="named">
              {t('survey.comment')}
              <textarea rows={3} maxLength={2000} value={comment} onChange={(e) => setComment(e.target.value)} />
            </label>
            {isIncomplete && (
              <p className="field-fault" role="alert">
                {t('survey.needAll')}
              </p>
            )}
            {refused && <Refusal error={refused} />}
            <button type="submit" className="big" disabled={state === 'sending'}>
              {t('survey.send')}
            </button>
          </form>
        </>
      )}
    </Frame>
  );
}
