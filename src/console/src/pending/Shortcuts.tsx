import { Modal } from 'antd';
import { useTranslation } from 'react-i18next';

const keys = ['j', 'k', 'enter', 'a', 'c', 'r', 'x', 'n', 'slash', 'help', 'esc'] as const;
const caps: Partial<Record<(typeof keys)[number], string>> = { enter: 'Enter', slash: '/', help: '?', esc: 'Esc' };

export function Shortcuts({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  return (
    <Modal open title={t('keys.title')} footer={null} onCancel={onClose} width={420}>
      <dl className="shortcuts">
        {keys.map((key) => (
          <div key={key}>
            <dt>
              <kbd>{caps[key] ?? key}</kbd>
            </dt>
            <dd>{t(`keys.${key}`)}</dd>
          </div>
        ))}
      </dl>
    </Modal>
  );
}
