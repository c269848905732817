import { useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ask, desk, under } from '../api/client';
import type { SurveySheet } from '../api/types';
import { Refusal } from '../app/faults';
import { useSend } from '../app/useSend';
import { End, Frame, Sheet } from './Frame';

/** The customer rates what was done 满意度评价: whatever questions and answers the site has. */
export function Survey() {
  const { i18n } = useTranslation();
  const { token } = useParams({ from: '/survey/$token' });
  const query = useQuery({
    queryKey: ['survey', token, i18n.language],
    queryFn: () => ask(desk.GET('/api/v1/survey/{token}', { params: { path: { token } } })),
    placeholderData: (before) => before,
  });
  return <Sheet query={query}>{(sheet) => <Rating token={token} sheet={sheet} />}</Sheet>;
}

function Rating({ token, sheet }: { token: string; sheet: SurveySheet }) {
  const { t } = useTranslation();
  const { site, number, request, questions, scale, answered } = sheet;
  const [answers, setAnswers] = useState<Record<string, number>>({});
  const [comment, setComment] = useState('');
  const [isIncomplete, setIncomplete] = useState(false);
  const [isDone, setDone] = useState(false);
  const { busy, refused, send } = useSend();

  async function rate(event: FormEvent) {
    event.preventDefault();
    const isMissing = questions.some((question) => answers[question.code] === undefined);
    setIncomplete(isMissing);
    if (isMissing) return;
    const body = { answers, comment: comment.trim() || null };
    const no = await send(
      (key) => ask(desk.POST('/api/v1/survey/{token}', { params: { path: { token } }, body, headers: under(key) })),
      body,
    );
    if (!no) setDone(true);
  }

  return (
    <Frame site={site} number={number}>
      {isDone || answered ? (
        <End title={t(isDone ? 'survey.thanks' : 'survey.answered')} lead={t('survey.thanksLead')} />
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
                        onChange={() => setAnswers({ ...answers, [question.code]: answer.value })}
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
            <button type="submit" className="big" disabled={busy}>
              {t('survey.send')}
            </button>
          </form>
        </>
      )}
    </Frame>
  );
}
