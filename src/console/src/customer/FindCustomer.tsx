import './customer.css';
import { useNavigate } from '@tanstack/react-router';
import { Button, Input } from 'antd';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ask, desk } from '../api/client';
import { Refusal } from '../app/faults';
import { useSend } from '../app/useSend';
import { useSite } from '../app/useSite';
import { Panel } from '../ticket/Panel';
import '../app/panels.css';

/** Finds a customer by exact phone number or mail address. What is typed stays out of the address, and so out of the browser's history. */
export function FindCustomer() {
  const { t } = useTranslation();
  const { site } = useSite();
  const navigate = useNavigate();
  const [contact, setContact] = useState('');
  const { busy, refused, send, forget } = useSend();

  const find = (event: FormEvent) => {
    event.preventDefault();
    const typed = contact.trim();
    void send(async () => {
      const by = typed.includes('@') ? { email: typed } : { phone: typed };
      const { items } = await ask(desk.GET('/api/v1/customers', { params: { query: { site, ...by, limit: 1 } } }));
      await navigate({ to: '/customers/$site/$number', params: { site, number: items[0]!.number } });
    });
  };

  return (
    <div className="page">
      <div className="heading">
        <h1>{t('customer.find')}</h1>
      </div>
      <Panel title={t('customer.byContact')}>
        <form className="find-customer" role="search" onSubmit={find}>
          <label htmlFor="c-contact" className="unseen">
            {t('customer.contact')}
          </label>
          <Input
            id="c-contact"
            size="large"
            autoFocus
            required
            autoComplete="off"
            placeholder={t('customer.contact')}
            value={contact}
            onChange={(e) => {
              setContact(e.target.value);
              forget();
            }}
          />
          <Button type="primary" size="large" htmlType="submit" loading={busy}>
            {t('lists.search')}
          </Button>
        </form>
        <p className="dim">{t('customer.lead')}</p>
        {refused &&
          (refused.code === 'no_such_customer' ? (
            <p className="not-found" role="alert">
              {t('customer.nobody')}
            </p>
          ) : (
            <Refusal error={refused} />
          ))}
      </Panel>
    </div>
  );
}
