import { EditOutlined, EyeOutlined } from '@ant-design/icons';
import { useTranslation } from 'react-i18next';
import { useViewers } from './useViewers';

/** Names that fit into a line; beyond them they are counted. */
const named = 4;

/** Who else has the ticket open right now, so that two do not answer the same customer. */
export function LookingOn({ site, number }: { site: string; number: string }) {
  const { t } = useTranslation();
  const others = useViewers(site, number);
  return (
    <p className="looking-on" role="status" aria-label={t('ticket.lookingOn')}>
      {others.slice(0, named).map(({ id, name, doing }) => (
        <span key={id} className={`viewer is-${doing}`}>
          {doing === 'typing' ? <EditOutlined aria-hidden="true" /> : <EyeOutlined aria-hidden="true" />}
          {t(doing === 'typing' ? 'ticket.isTyping' : 'ticket.isLooking', { name })}
        </span>
      ))}
      {others.length > named && <span className="viewer">{t('ticket.moreLooking', { n: others.length - named })}</span>}
    </p>
  );
}
