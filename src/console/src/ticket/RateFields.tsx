import { Input } from 'antd';
import { useTranslation } from 'react-i18next';
import { useLabels } from '../format/marks';

interface Props {
  site: string;
  values: Record<string, unknown>;
  onChange: (values: Record<string, unknown>) => void;
}

/** The site's survey, as staff enter it for a customer on the phone. */
export function RateFields({ site, values, onChange }: Props) {
  const { t, i18n } = useTranslation();
  const survey = useLabels(site).policy?.survey;
  const lang = i18n.language === 'en' ? 'en' : 'zh-CN';
  const answers = (values.answers ?? {}) as Record<string, number>;
  return (
    <>
      {survey?.questions.map((question) => (
        <fieldset key={question.code} className="field scale">
          <legend>{question.label[lang]}</legend>
          {survey.scale.map((answer) => (
            <label key={answer.value} className="tick">
              <input
                type="radio"
                name={question.code}
                checked={answers[question.code] === answer.value}
                onChange={() => onChange({ ...values, answers: { ...answers, [question.code]: answer.value } })}
              />
              {answer.label[lang]}
            </label>
          ))}
        </fieldset>
      ))}
      <div className="field">
        <label htmlFor="f-comment">{t('commands.field.comment')}</label>
        <Input.TextArea
          id="f-comment"
          value={(values.comment as string) ?? ''}
          onChange={(e) => onChange({ ...values, comment: e.target.value || undefined })}
        />
      </div>
    </>
  );
}
