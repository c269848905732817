import { Input } from 'antd';

interface Props {
  id: string;
  label: string;
  hint?: string;
  autoComplete: 'current-password' | 'new-password' | 'one-time-code';
  value: string;
  /** What is wrong with it; anything empty when nothing is. */
  fault?: string | false | null;
  onChange: (value: string) => void;
}

/** A field of what nobody else should know, with what is wrong with it. */
export function Secret({ id, label, hint, autoComplete, value, fault, onChange }: Props) {
  const isCode = autoComplete === 'one-time-code';
  const told = [fault && `${id}-fault`, hint && `${id}-hint`].filter(Boolean).join(' ');
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <Input
        id={id}
        type={isCode ? 'text' : 'password'}
        inputMode={isCode ? 'numeric' : undefined}
        autoComplete={autoComplete}
        required
        value={value}
        aria-invalid={fault ? true : undefined}
        aria-describedby={told || undefined}
        onChange={(e) => onChange(e.target.value)}
      />
      {hint && (
        <p id={`${id}-hint`} className="hint">
          {hint}
        </p>
      )}
      {fault && (
        <p id={`${id}-fault`} className="field-fault" role="alert">
          {fault}
        </p>
      )}
    </div>
  );
}
