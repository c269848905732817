import { StyleProvider } from '@ant-design/cssinjs';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { App as AntApp, ConfigProvider } from 'antd';
import enUS from 'antd/locale/en_US';
import zhCN from 'antd/locale/zh_CN';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { Refused } from '../api/problem';
import { session, useSession } from '../api/session';
import { live } from '../live/stream';
import { router } from './router';
import { shade as shadeSetting } from './settings';
import { themeOf } from './theme';

const queries = new QueryClient({
  defaultOptions: {
    queries: {
      refetchOnWindowFocus: false,
      // A refusal is an answer; only silence is worth asking again.
      retry: (failures, error) => failures < 2 && error instanceof Refused && error.isUncertain,
    },
  },
});

// What one person was shown is not kept for the next.
session.subscribe(() => {
  if (!session.get()) queries.clear();
});

export function App() {
  const { i18n } = useTranslation();
  const [shade] = shadeSetting.use();
  const signedIn = useSession() !== null;

  useEffect(() => {
    document.documentElement.dataset.shade = shade;
    document.documentElement.classList.remove('desk-light', 'desk-dark');
    document.documentElement.classList.add(`desk-${shade}`);
  }, [shade]);

  useEffect(() => {
    if (!signedIn) return;
    live.start();
    return () => live.stop();
  }, [signedIn]);

  return (
    <StyleProvider layer>
      <ConfigProvider theme={themeOf(shade)} locale={i18n.language === 'en' ? enUS : zhCN} button={{ autoInsertSpace: false }}>
        <AntApp component={false}>
          <QueryClientProvider client={queries}>
            <RouterProvider router={router} />
          </QueryClientProvider>
        </AntApp>
      </ConfigProvider>
    </StyleProvider>
  );
}
