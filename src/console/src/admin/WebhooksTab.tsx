import { useQuery, useQueryClient } from '@tanstack/react-query';
import { App, Button, Input } from 'antd';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ask, desk } from '../api/client';
import { asRefused, type Refused } from '../api/problem';
import { Emptiness, Refusal } from '../app/faults';
import { moment } from '../format/time';
import { Panel } from '../ticket/Panel';

/** Addresses that are told of events, each with the log of what was delivered to it. */
export function WebhooksTab({ site }: { site: string }) {
  const { t } = useTranslation();
  const { message, modal } = App.useApp();
  const queries = useQueryClient();
  const hooks = useQuery({
    queryKey: ['webhooks'],
    queryFn: async () => (await ask(desk.GET('/api/v1/webhooks', { params: { query: { limit: 100 } } }))).items,
  });
  const [url, setUrl] = useState('');
  const [kinds, setKinds] = useState('');
  const [secret, setSecret] = useState<string | null>(null);
  const [shown, setShown] = useState<string | null>(null);
  const [refused, setRefused] = useState<Refused | null>(null);

  async function run(work: () => Promise<unknown>) {
    setRefused(null);
    try {
      await work();
      await queries.invalidateQueries({ queryKey: ['webhooks'] });
    } catch (error) {
      setRefused(asRefused(error));
    }
  }

  const make = (event: FormEvent) => {
    event.preventDefault();
    const wanted = kinds.split(/[,，\s]+/).filter(Boolean);
    void run(async () => {
      const body = { url, sites: [site], kinds: wanted.length > 0 ? wanted : null, secret: null, active: true };
      setSecret((await ask(desk.POST('/api/v1/webhooks', { body }))).secret);
      setUrl('');
    });
  };

  const test = (id: string) =>
    run(async () => {
      const { taken, error } = await ask(desk.POST('/api/v1/webhooks/{id}/test', { params: { path: { id } } }));
      void (taken ? message.success(t('admin.tested')) : message.warning(error ?? t('problem.unknown')));
    });

  const remove = (id: string, address: string) =>
    modal.confirm({
      title: `${t('admin.remove')} · ${address}`,
      content: t('admin.removeSure'),
      okText: t('admin.remove'),
      cancelText: t('act.cancel'),
      okButtonProps: { danger: true },
      onOk: () => run(() => ask(desk.DELETE('/api/v1/webhooks/{id}', { params: { path: { id } } }))),
    });

  return (
    <>
      {refused && <Refusal error={refused} />}
      <Panel title={t('admin.newWebhook')}>
        <form className="grid-fields" onSubmit={make}>
          <div className="field">
            <label htmlFor="w-url">{t('admin.url')}</label>
            <Input id="w-url" type="url" required value={url} onChange={(e) => setUrl(e.target.value)} />
          </div>
          <div className="field">
            <label htmlFor="w-kinds">{t('admin.kinds')}</label>
            <Input id="w-kinds" aria-describedby="w-hint" value={kinds} onChange={(e) => setKinds(e.target.value)} />
            <small id="w-hint" className="dim">
              {t('admin.kindsHint')}
            </small>
          </div>
          <span className="acts">
            <Button type="primary" htmlType="submit">
              {t('admin.newWebhook')}
            </Button>
          </span>
        </form>
        {secret && (
          <div role="status">
            <p>{t('admin.secretShown')}</p>
            <code className="secret">{secret}</code>
          </div>
        )}
      </Panel>
      {hooks.data?.length === 0 && <Emptiness title={t('admin.noWebhooks')} />}
      <ul className="parts">
        {hooks.data?.map((hook) => (
          <li key={hook.id}>
            <span className={`mark ${hook.active ? 'status-resolved' : ''}`}>
              {t(hook.active ? 'admin.active' : 'admin.paused')}
            </span>
            <span className="grow">
              {hook.url}
              <small>{[hook.sites.join(', '), hook.kinds.join(', '), hook.disabled].filter(Boolean).join(' · ')}</small>
            </span>
            <Button size="small" onClick={() => void test(hook.id)}>
              {t('admin.test')}
            </Button>
            <Button size="small" aria-expanded={shown === hook.id} onClick={() => setShown(shown === hook.id ? null : hook.id)}>
              {t('admin.deliveries')}
            </Button>
            <Button size="small" danger onClick={() => remove(hook.id, hook.url)}>
              {t('admin.remove')}
            </Button>
          </li>
        ))}
      </ul>
      {shown && <Deliveries key={shown} id={shown} />}
    </>
  );
}

function Deliveries({ id }: { id: string }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const log = useQuery({
    queryKey: ['deliveries', id],
    queryFn: async () =>
      (await ask(desk.GET('/api/v1/webhooks/{id}/deliveries', { params: { path: { id }, query: { limit: 50 } } }))).items,
  });
  async function again(delivery: number) {
    await ask(desk.POST('/api/v1/webhooks/{id}/deliveries/{delivery}/replay', { params: { path: { id, delivery } } })).catch(
      () => null,
    );
    await queries.invalidateQueries({ queryKey: ['deliveries', id] });
  }
  return (
    <Panel title={t('admin.deliveries')}>
      {log.isError && <Refusal error={log.error} />}
      {log.data?.length === 0 && <p className="dim">{t('admin.noDeliveries')}</p>}
      <ul className="parts">
        {log.data?.map((delivery) => (
          <li key={delivery.id}>
            <span
              className={`mark status-${delivery.state === 'sent' ? 'resolved' : delivery.state === 'dead' ? 'escalated' : ''}`}
            >
              {t(`delivery.${delivery.state}`)}
            </span>
            <span className="grow">
              {t(`event.${delivery.kind}` as 'event.opened', { defaultValue: delivery.kind })} {delivery.number}
              <small>
                {moment(delivery.createdAt)} · {t('admin.attempts')} {delivery.attempts}
                {delivery.lastError && ` · ${t('admin.lastError')}: ${delivery.lastError}`}
              </small>
            </span>
            <Button size="small" onClick={() => void again(delivery.id)}>
              {t('admin.replay')}
            </Button>
          </li>
        ))}
      </ul>
    </Panel>
  );
}
