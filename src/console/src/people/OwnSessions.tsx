import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query';
import { App, Button } from 'antd';
import { useTranslation } from 'react-i18next';
import { ask, desk } from '../api/client';
import { Refusal, Waiting } from '../app/faults';
import { useSignOut } from '../app/SignOut';
import { useSend } from '../app/useSend';
import { moment } from '../format/time';
import { Panel } from '../ticket/Panel';
import { clientName } from './clientName';
import { SessionLine } from './SessionLine';

export const sessionsKey = ['sessions'];

/** Where the user is signed in; what is not known is ended. */
export function OwnSessions() {
  const { t } = useTranslation();
  const { modal } = App.useApp();
  const queries = useQueryClient();
  const { leave } = useSignOut();
  const { refused, send } = useSend();
  const query = useInfiniteQuery({
    queryKey: sessionsKey,
    queryFn: ({ pageParam }) =>
      ask(desk.GET('/api/v1/me/sessions', { params: { query: { limit: 10, ...(pageParam ? { cursor: pageParam } : {}) } } })),
    initialPageParam: '',
    getNextPageParam: (page) => page.next,
  });
  const sessions = query.data?.pages.flatMap((page) => page.items) ?? [];

  const end = (id: string) =>
    send(async () => {
      await ask(desk.DELETE('/api/v1/me/sessions/{id}', { params: { path: { id } } }));
      await queries.invalidateQueries({ queryKey: sessionsKey });
    });
  const endAll = () =>
    modal.confirm({
      title: t('profile.endAll'),
      content: t('profile.endAllSure'),
      okText: t('profile.endAll'),
      cancelText: t('act.cancel'),
      okButtonProps: { danger: true },
      onOk: () => leave(true),
    });

  return (
    <Panel title={t('profile.sessions')}>
      {query.isError && (
        <Refusal error={query.error} action={<Button onClick={() => void query.refetch()}>{t('act.retry')}</Button>} />
      )}
      {query.isPending && <Waiting />}
      {refused && <Refusal error={refused} />}
      <ul className="parts">
        {sessions.map((each) => (
          <SessionLine key={each.id} session={each}>
            {each.isCurrent ? (
              <span className="mark status-resolved">{t('profile.sessionHere')}</span>
            ) : (
              <Button
                size="small"
                aria-label={`${t('profile.endSession')}: ${clientName(each.client)} ${moment(each.startedAt)}`}
                onClick={() => void end(each.id)}
              >
                {t('profile.endSession')}
              </Button>
            )}
          </SessionLine>
        ))}
      </ul>
      <div className="acts">
        {query.hasNextPage && (
          <Button loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
            {t('act.more')}
          </Button>
        )}
        {sessions.length > 1 && (
          <Button danger onClick={() => void endAll()}>
            {t('profile.endAll')}
          </Button>
        )}
      </div>
    </Panel>
  );
}
