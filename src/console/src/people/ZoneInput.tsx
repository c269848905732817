import { useId } from 'react';
import { useTranslation } from 'react-i18next';

/** The zone that this machine's clock keeps, by its IANA name. */
export const ownZone = () => Intl.DateTimeFormat().resolvedOptions().timeZone;

interface Props {
  id: string;
  value: string;
  onChange: (zone: string) => void;
}

/** A time zone by its IANA name, from those that the browser knows; the desk judges. */
export function ZoneInput({ id, value, onChange }: Props) {
  const { t } = useTranslation();
  const list = useId();
  return (
    <>
      <input
        id={id}
        className="plain-input zone"
        required
        list={list}
        aria-label={t('admin.timeZone')}
        value={value}
        onChange={(e) => onChange(e.target.value)}
      />
      <datalist id={list}>
        {Intl.supportedValuesOf('timeZone').map((zone) => (
          <option key={zone} value={zone} />
        ))}
      </datalist>
    </>
  );
}
