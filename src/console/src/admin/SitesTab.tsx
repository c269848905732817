import { useQuery, useQueryClient } from '@tanstack/react-query';
import { App, Button, Input } from 'antd';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ask, desk } from '../api/client';
import { asRefused, type Refused } from '../api/problem';
import { meQuery, sitesQuery } from '../api/queries';
import { Refusal } from '../app/faults';
import { Panel } from '../ticket/Panel';
import { TableFrame } from '../tickets/TableFrame';

/** The support centres, and a new one from a profile. */
export function SitesTab() {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const queries = useQueryClient();
  const sites = useQuery(sitesQuery).data ?? [];
  const mayFound = useQuery(meQuery).data?.roles.includes('system_admin') ?? false;
  const [code, setCode] = useState('');
  const [name, setName] = useState('');
  const [timeZone, setTimeZone] = useState('Asia/Shanghai');
  const [profile, setProfile] = useState('after-sales');
  const [refused, setRefused] = useState<Refused | null>(null);

  async function create(event: FormEvent) {
    event.preventDefault();
    setRefused(null);
    try {
      await ask(desk.PUT('/api/v1/sites/{site}', { params: { path: { site: code } }, body: { name, timeZone, profile } }));
      await queries.invalidateQueries({ queryKey: ['sites'] });
      setCode('');
      setName('');
      void message.success(t('admin.saved'));
    } catch (error) {
      setRefused(asRefused(error));
    }
  }

  return (
    <>
      <TableFrame label={t('admin.sites')}>
        <table className="table">
          <thead>
            <tr>
              <th scope="col">{t('admin.code')}</th>
              <th scope="col">{t('admin.name')}</th>
              <th scope="col">{t('admin.timeZone')}</th>
              <th scope="col">{t('admin.policy')}</th>
              <th scope="col">{t('admin.calendar')}</th>
            </tr>
          </thead>
          <tbody>
            {sites.map((site) => (
              <tr key={site.site}>
                <th scope="row">{site.site}</th>
                <td>{site.name}</td>
                <td>{site.timeZone}</td>
                <td>v{site.policyVersion}</td>
                <td>v{site.calendarVersion}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </TableFrame>
      {mayFound && (
        <Panel title={t('admin.newSite')}>
          <form className="grid-fields" onSubmit={(e) => void create(e)}>
            {refused && <Refusal error={refused} />}
            <div className="field">
              <label htmlFor="s-code">{t('admin.code')}</label>
              <Input
                id="s-code"
                required
                pattern="[A-Z0-9]{1,16}"
                value={code}
                onChange={(e) => setCode(e.target.value.toUpperCase())}
              />
            </div>
            <div className="field">
              <label htmlFor="s-name">{t('admin.name')}</label>
              <Input id="s-name" required value={name} onChange={(e) => setName(e.target.value)} />
            </div>
            <div className="field">
              <label htmlFor="s-zone">{t('admin.timeZone')}</label>
              <Input id="s-zone" required value={timeZone} onChange={(e) => setTimeZone(e.target.value)} />
            </div>
            <div className="field">
              <label htmlFor="s-profile">{t('admin.profile')}</label>
              <select id="s-profile" className="plain-select wide" value={profile} onChange={(e) => setProfile(e.target.value)}>
                <option value="after-sales">{t('admin.afterSales')}</option>
                <option value="quick-response">{t('admin.quickResponse')}</option>
              </select>
            </div>
            <Button type="primary" htmlType="submit">
              {t('admin.newSite')}
            </Button>
          </form>
        </Panel>
      )}
    </>
  );
}
