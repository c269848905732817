import { useQuery, useQueryClient } from '@tanstack/react-query';
import { App, Button, Input } from 'antd';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ask, desk } from '../api/client';
import { Emptiness, Refusal, Waiting } from '../app/faults';
import { useSend } from '../app/useSend';
import { moment } from '../format/time';
import { Panel } from '../ticket/Panel';
import { TableFrame } from '../tickets/TableFrame';

/** Keys of machine clients. A key is shown once, when it is made. */
export function KeysTab({ site }: { site: string }) {
  const { t } = useTranslation();
  const { modal } = App.useApp();
  const queries = useQueryClient();
  const keys = useQuery({
    queryKey: ['api-keys'],
    queryFn: async () => (await ask(desk.GET('/api/v1/api-keys', { params: { query: { limit: 100 } } }))).items,
  });
  const [name, setName] = useState('');
  const [shown, setShown] = useState<string | null>(null);
  const { busy, refused, send } = useSend();
  const run = (work: () => Promise<void>) =>
    send(async () => {
      await work();
      await queries.invalidateQueries({ queryKey: ['api-keys'] });
    });

  const make = (event: FormEvent) => {
    event.preventDefault();
    void run(async () => {
      setShown((await ask(desk.POST('/api/v1/api-keys', { body: { name, sites: [site] } }))).key);
      setName('');
    });
  };

  const revoke = (id: string, title: string) =>
    modal.confirm({
      title: `${t('admin.revoke')} · ${title}`,
      content: t('admin.revokeSure'),
      okText: t('admin.revoke'),
      cancelText: t('act.cancel'),
      okButtonProps: { danger: true },
      onOk: async () => {
        await run(async () => void (await ask(desk.DELETE('/api/v1/api-keys/{id}', { params: { path: { id } } }))));
      },
    });

  if (keys.isError)
    return <Refusal error={keys.error} action={<Button onClick={() => void keys.refetch()}>{t('act.retry')}</Button>} />;
  if (keys.isPending) return <Waiting />;
  return (
    <>
      {refused && <Refusal error={refused} />}
      <Panel title={t('admin.newKey')}>
        <form className="acts" onSubmit={make}>
          <label htmlFor="k-name">{t('admin.name')}</label>
          <span>
            <Input id="k-name" required value={name} onChange={(e) => setName(e.target.value)} />
          </span>
          <Button type="primary" htmlType="submit" loading={busy}>
            {t('admin.newKey')}
          </Button>
        </form>
        {shown && (
          <div role="status">
            <p>{t('admin.keyShown')}</p>
            <code className="secret">{shown}</code>
          </div>
        )}
      </Panel>
      {keys.data.length === 0 ? (
        <Emptiness title={t('admin.noKeys')} />
      ) : (
        <TableFrame label={t('admin.keys')}>
          <table className="table">
            <thead>
              <tr>
                <th scope="col">{t('admin.name')}</th>
                <th scope="col">{t('field.site')}</th>
                <th scope="col">{t('admin.roles')}</th>
                <th scope="col">{t('admin.created')}</th>
                <th scope="col">
                  <span className="unseen">{t('ticket.actions')}</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {keys.data.map((key) => (
                <tr key={key.id}>
                  <th scope="row">{key.name}</th>
                  <td>{key.sites.join(', ')}</td>
                  <td>{key.roles.map((role) => t(`role.${role}` as 'role.engineer')).join(', ')}</td>
                  <td>{moment(key.createdAt)}</td>
                  <td>
                    <Button
                      size="small"
                      danger
                      aria-label={`${t('admin.revoke')} ${key.name}`}
                      onClick={() => revoke(key.id, key.name)}
                    >
                      {t('admin.revoke')}
                    </Button>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </TableFrame>
      )}
    </>
  );
}
