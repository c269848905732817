import { LogoutOutlined } from '@ant-design/icons';
import { App, Button } from 'antd';
import { useTranslation } from 'react-i18next';
import { ask, desk } from '../api/client';
import { session } from '../api/session';
import { forgetDrafts } from '../ticket/drafts';
import { useSend } from './useSend';

/** Ends the session here and at the desk, or every session of the user. */
export function useSignOut() {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const { busy, send } = useSend();
  async function leave(everywhere = false) {
    const no = await send(() => ask(desk.POST('/api/v1/auth/sign-out', { body: { everywhere } })));
    // A token is dropped here whether or not the desk heard of it. A cookie, and what is elsewhere, only the desk can take back.
    if (no && no.status !== 401 && (everywhere || session.get()?.accessToken === null)) {
      void message.error(t('app.notSignedOut'));
      return;
    }
    forgetDrafts();
    session.set(null);
  }
  return { busy, leave };
}

export function SignOut({ bare = false }: { bare?: boolean }) {
  const { t } = useTranslation();
  const { busy, leave } = useSignOut();
  return (
    <Button
      type="text"
      icon={<LogoutOutlined />}
      aria-label={t('app.signOut')}
      title={t('app.signOut')}
      loading={busy}
      onClick={() => void leave()}
    >
      {bare ? null : t('app.signOut')}
    </Button>
  );
}
