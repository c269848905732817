import { QuestionCircleOutlined } from '@ant-design/icons';
import { Button } from 'antd';
import { useTranslation } from 'react-i18next';
import type { useLabels } from '../format/marks';
import { columns, type Filters, fixedColumns, noFilters, shownColumns } from './columns';

interface Props {
  count: number;
  isComplete: boolean;
  filters: Filters;
  setFilters: (next: Filters) => void;
  labels: ReturnType<typeof useLabels>;
  onHelp: () => void;
  onClaim: (() => void) | null;
}

export function Toolbar({ count, isComplete, filters, setFilters, labels, onHelp, onClaim }: Props) {
  const { t } = useTranslation();
  const [shown, setShown] = shownColumns.use();
  const set = (part: Partial<Filters>) => setFilters({ ...filters, ...part });
  const isFiltered = JSON.stringify(filters) !== JSON.stringify(noFilters);
  return (
    <div className="toolbar">
      <div className="heading">
        <h1>{t('nav.pending')}</h1>
        <span className="count">
          {count}
          {isComplete ? '' : '+'}
        </span>
        <p>{t('pending.lead')}</p>
      </div>
      <search className="filters">
        <input
          id="pending-words"
          className="plain-input"
          type="search"
          placeholder={t('pending.filter')}
          aria-label={t('pending.filter')}
          value={filters.words}
          onChange={(e) => set({ words: e.target.value })}
          onKeyDown={(e) => {
            if (e.key === 'Escape' || e.key === 'Enter') document.querySelector<HTMLElement>('[role=grid]')?.focus();
          }}
        />
        <Choice label={t('field.urgency')} value={filters.urgency} onChange={(urgency) => set({ urgency })}>
          {(['high', 'medium', 'low'] as const).map((value) => ({ value, label: t(`urgency.${value}`) }))}
        </Choice>
        <Choice label={t('field.type')} value={filters.type} onChange={(type) => set({ type })}>
          {labels.types}
        </Choice>
        <Choice label={t('field.tier')} value={filters.tier} onChange={(tier) => set({ tier })}>
          {(['regular', 'vip', 'enterprise', 'partner'] as const).map((value) => ({ value, label: t(`tier.${value}`) }))}
        </Choice>
        <label className="tick">
          <input type="checkbox" checked={filters.mine} onChange={(e) => set({ mine: e.target.checked })} />
          {t('pending.onlyMine')}
        </label>
        {isFiltered && (
          <Button type="text" onClick={() => setFilters(noFilters)}>
            {t('pending.clearFilters')}
          </Button>
        )}
        <details className="columns">
          <summary>{t('pending.columns')}</summary>
          <fieldset>
            <legend className="unseen">{t('pending.columns')}</legend>
            {columns.map((column) => (
              <label key={column} className="tick">
                <input
                  type="checkbox"
                  disabled={fixedColumns.includes(column)}
                  checked={shown.includes(column)}
                  onChange={(e) => setShown(e.target.checked ? [...shown, column] : shown.filter((each) => each !== column))}
                />
                {t(`field.${column}`)}
              </label>
            ))}
          </fieldset>
        </details>
        <Button
          className="keys-help"
          type="text"
          icon={<QuestionCircleOutlined />}
          aria-label={t('keys.title')}
          title={t('keys.title')}
          onClick={onHelp}
        />
        {onClaim && (
          <Button type="primary" onClick={onClaim}>
            {t('pending.claimNext')}
          </Button>
        )}
      </search>
    </div>
  );
}

interface ChoiceProps {
  label: string;
  value: string;
  onChange: (value: string) => void;
  children: { value: string; label: string }[];
}

export function Choice({ label, value, onChange, children }: ChoiceProps) {
  const { t } = useTranslation();
  return (
    <select
      className={`plain-select${value ? ' is-set' : ''}`}
      aria-label={label}
      value={value}
      onChange={(e) => onChange(e.target.value)}
    >
      <option value="">
        {label}: {t('lists.any')}
      </option>
      {children.map((option) => (
        <option key={option.value} value={option.value}>
          {option.label}
        </option>
      ))}
    </select>
  );
}
