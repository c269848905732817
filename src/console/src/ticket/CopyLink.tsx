import { LinkOutlined } from '@ant-design/icons';
import { App, Button } from 'antd';
import { useTranslation } from 'react-i18next';

/** The customer's page for a link of the API: the same token, under the console's own address. */
export const pageOf = (link: string) => new URL(link.replace(/^.*\/api\/v1\//, '/'), location.origin).href;

export function CopyLink({ label, address }: { label: string; address: string }) {
  const { t } = useTranslation();
  const { message, modal } = App.useApp();
  const page = pageOf(address);
  async function copy() {
    try {
      await navigator.clipboard.writeText(page);
      void message.success(t('act.copied'));
    } catch {
      // Browsers give the clipboard only to pages under HTTPS.
      modal.info({ title: label, content: <p className="address">{page}</p> });
    }
  }
  return (
    <Button size="small" icon={<LinkOutlined />} onClick={() => void copy()}>
      {label}
    </Button>
  );
}
