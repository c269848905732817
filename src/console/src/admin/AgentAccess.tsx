import { useQuery, useQueryClient } from '@tanstack/react-query';
import { App, Button, Modal } from 'antd';
import { useTranslation } from 'react-i18next';
import { ask, desk } from '../api/client';
import type { Agent } from '../api/types';
import { Refusal, Waiting } from '../app/faults';
import { useSend } from '../app/useSend';
import { SessionLine } from '../people/SessionLine';

type Act = 'signOut' | 'block' | 'unblock' | 'codesOff' | 'remove';

/** What somebody else's sign-in needs now and then: a lost device, a stolen password, the last day. */
export function AgentAccess({ agent, onClose }: { agent: Agent; onClose: () => void }) {
  const { t } = useTranslation();
  const { message, modal } = App.useApp();
  const queries = useQueryClient();
  const { busy, refused, send } = useSend();
  const params = { path: { id: agent.id } };
  const key = ['sessions', agent.id];
  const sessions = useQuery({
    queryKey: key,
    queryFn: async () =>
      (await ask(desk.GET('/api/v1/agents/{id}/sessions', { params: { ...params, query: { limit: 10 } } }))).items,
  });
  const acts: Record<Act, () => Promise<unknown>> = {
    signOut: () => ask(desk.POST('/api/v1/agents/{id}/sign-out', { params })),
    block: () => ask(desk.POST('/api/v1/agents/{id}/block', { params })),
    unblock: () => ask(desk.POST('/api/v1/agents/{id}/unblock', { params })),
    codesOff: () => ask(desk.DELETE('/api/v1/agents/{id}/otp', { params })),
    remove: () => ask(desk.DELETE('/api/v1/agents/{id}', { params })),
  };

  const carryOut = async (act: Act) => {
    const no = await send(async () => {
      await acts[act]();
      await queries.invalidateQueries({ queryKey: act === 'remove' ? ['agents'] : key });
    });
    if (no) return;
    void message.success(t(`access.${act}Done`, { name: agent.name }));
    if (act === 'remove') onClose();
  };
  const sure = (act: Act) =>
    modal.confirm({
      title: t(`access.${act}`),
      content: t(`access.${act}Sure`, { name: agent.name }),
      okText: t(`access.${act}`),
      cancelText: t('act.cancel'),
      okButtonProps: { danger: act === 'block' || act === 'remove' },
      onOk: () => carryOut(act),
    });

  return (
    <Modal open title={t('access.title', { name: agent.name })} footer={null} onCancel={onClose}>
      <div className="fields">
        {refused && <Refusal error={refused} />}
        {sessions.isError && (
          <Refusal error={sessions.error} action={<Button onClick={() => void sessions.refetch()}>{t('act.retry')}</Button>} />
        )}
        {sessions.isPending && <Waiting />}
        {sessions.data?.length === 0 && <p className="hint">{t('access.nowhere')}</p>}
        <ul className="parts">
          {sessions.data?.map((each) => (
            <SessionLine key={each.id} session={each} />
          ))}
        </ul>
        <div className="acts">
          {(['signOut', 'block', 'unblock', 'codesOff', 'remove'] as const).map((act) => (
            <Button key={act} danger={act === 'block' || act === 'remove'} disabled={busy} onClick={() => void sure(act)}>
              {t(`access.${act}`)}
            </Button>
          ))}
        </div>
      </div>
    </Modal>
  );
}
