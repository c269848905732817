import './people.css';
import '../app/panels.css';
import { useQuery } from '@tanstack/react-query';
import { Button } from 'antd';
import { useTranslation } from 'react-i18next';
import { meQuery } from '../api/queries';
import { Refusal, Waiting } from '../app/faults';
import { exactMoment } from '../format/time';
import { Facts, Panel } from '../ticket/Panel';
import { NoticeChoices } from './NoticeChoices';
import { OwnSessions } from './OwnSessions';
import { PasswordPanel } from './PasswordPanel';
import { ThisMachine } from './ThisMachine';
import { TwoSteps } from './TwoSteps';

/** What a person sets for themselves: how they sign in, how they are told, and how the console looks here. */
export function Profile() {
  const { t } = useTranslation();
  const me = useQuery(meQuery);
  if (me.isError)
    return (
      <div className="page">
        <Refusal error={me.error} action={<Button onClick={() => void me.refetch()}>{t('act.retry')}</Button>} />
      </div>
    );
  if (!me.data) return <Waiting />;
  const { id, name, roles, sites, expiresAt } = me.data;
  return (
    <div className="page">
      <div className="heading">
        <h1>{t('profile.title')}</h1>
      </div>
      <div className="profile">
        <div className="profile-column">
          <Panel title={name}>
            <Facts
              rows={[
                [t('admin.id'), id],
                [t('admin.roles'), roles.map((role) => t(`role.${role}` as 'role.engineer')).join(' · ')],
                [t('app.site'), sites.join(' · ')],
                [t('profile.signedInUntil'), expiresAt && exactMoment(expiresAt)],
              ]}
            />
          </Panel>
          <PasswordPanel me={me.data} />
          <TwoSteps />
          <OwnSessions />
        </div>
        <div className="profile-column">
          <NoticeChoices />
          <ThisMachine />
        </div>
      </div>
    </div>
  );
}
