import { type PointerEvent, useRef } from 'react';
import { useTranslation } from 'react-i18next';

const width = 520;
const height = 160;

/** What the desk takes of a drawing, in characters of path data. */
const longest = 32_000;

interface Props {
  /** Path data of SVG; empty when nothing is drawn. */
  value: string;
  onChange: (path: string) => void;
}

/** A place to sign by finger, instead of a typed name or beside it. */
export function SignaturePad({ value, onChange }: Props) {
  const { t } = useTranslation();
  const path = useRef(value);

  function at(event: PointerEvent<SVGSVGElement>) {
    const box = event.currentTarget.getBoundingClientRect();
    return `${Math.round(((event.clientX - box.left) / box.width) * width)} ${Math.round(((event.clientY - box.top) / box.height) * height)}`;
  }

  function add(step: string) {
    if (path.current.length + step.length > longest) return;
    path.current += step;
    onChange(path.current);
  }

  return (
    <div>
      <p>{t('confirm.draw')}</p>
      <svg
        className="pad"
        viewBox={`0 0 ${width} ${height}`}
        preserveAspectRatio="none"
        role="img"
        aria-label={t('confirm.drawn')}
        onPointerDown={(event) => {
          event.currentTarget.setPointerCapture(event.pointerId);
          add(`M${at(event)}`);
        }}
        onPointerMove={(event) => {
          if (event.currentTarget.hasPointerCapture(event.pointerId)) add(`L${at(event)}`);
        }}
      >
        <path d={value} />
      </svg>
      {value && (
        <button
          type="button"
          className="plain"
          onClick={() => {
            path.current = '';
            onChange('');
          }}
        >
          {t('confirm.clear')}
        </button>
      )}
    </div>
  );
}
