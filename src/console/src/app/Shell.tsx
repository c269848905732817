import {
  AppstoreOutlined,
  BarChartOutlined,
  InboxOutlined,
  LogoutOutlined,
  PlusOutlined,
  SearchOutlined,
  SettingOutlined,
  UserOutlined,
} from '@ant-design/icons';
import { useQuery } from '@tanstack/react-query';
import { Link, Outlet } from '@tanstack/react-router';
import { Button } from 'antd';
import { lazy, type ReactNode, Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import { meQuery } from '../api/queries';
import { session } from '../api/session';
import { useConnection } from '../live/useLive';
import { forgetDrafts } from '../ticket/drafts';
import { PresenceSwitch } from './PresenceSwitch';
import { LanguageSwitch, ShadeSwitch, SoundSwitch } from './switches';
import { useRoles, useSite } from './useSite';

// Waits with its code until the first page stands.
const UrgentAlert = lazy(() => import('../alert/UrgentAlert').then((m) => ({ default: m.UrgentAlert })));

export function Shell() {
  const { t } = useTranslation();
  const roles = useRoles();
  return (
    <div className="shell">
      <a className="skip" href="#content">
        {t('app.skip')}
      </a>
      <nav className="rail" aria-label={t('app.menu')}>
        <Link to="/" className="brand" aria-label={t('app.name')}>
          <img src="/desk.svg" alt="" width={28} height={28} />
          <span>{t('app.name')}</span>
        </Link>
        <Entry to="/" icon={<InboxOutlined />} label={t('nav.pending')} />
        <Entry to="/mine" icon={<UserOutlined />} label={t('nav.mine')} />
        <Entry to="/tickets" icon={<SearchOutlined />} label={t('nav.all')} />
        {!roles.readsOnly && <Entry to="/new" icon={<PlusOutlined />} label={t('nav.intake')} />}
        {roles.leads && <Entry to="/board" icon={<BarChartOutlined />} label={t('nav.board')} />}
        {roles.directs && <Entry to="/sites" icon={<AppstoreOutlined />} label={t('nav.director')} />}
        {roles.administers && <Entry to="/admin" icon={<SettingOutlined />} label={t('nav.admin')} />}
      </nav>
      <header className="top">
        <SiteChoice />
        <ConnectionMark />
        <span className="grow" />
        <PresenceSwitch />
        <SoundSwitch />
        <ShadeSwitch bare />
        <LanguageSwitch />
        <Who />
      </header>
      <main id="content" className="content" tabIndex={-1}>
        <Outlet />
      </main>
      <Suspense fallback={null}>{!roles.readsOnly && <UrgentAlert />}</Suspense>
    </div>
  );
}

function Entry({
  to,
  icon,
  label,
}: {
  to: '/' | '/mine' | '/tickets' | '/new' | '/board' | '/sites' | '/admin';
  icon: ReactNode;
  label: string;
}) {
  return (
    <Link
      to={to}
      className="entry"
      activeOptions={{ exact: true }}
      activeProps={{ className: 'entry is-here', 'aria-current': 'page' }}
    >
      {icon}
      <span>{label}</span>
    </Link>
  );
}

function SiteChoice() {
  const { t } = useTranslation();
  const { site, sites, choose } = useSite();
  if (sites.length < 2) return <strong className="site-name">{sites[0]?.name}</strong>;
  return (
    <select className="plain-select" aria-label={t('app.site')} value={site} onChange={(e) => choose(e.target.value)}>
      {sites.map((s) => (
        <option key={s.site} value={s.site}>
          {s.site} · {s.name}
        </option>
      ))}
    </select>
  );
}

function ConnectionMark() {
  const { t } = useTranslation();
  const connection = useConnection();
  return (
    <span className={`connection is-${connection}`} role="status">
      <i aria-hidden="true" />
      <span>{t(`connection.${connection}`)}</span>
    </span>
  );
}

function Who() {
  const { t } = useTranslation();
  const me = useQuery(meQuery).data;
  function leave() {
    forgetDrafts();
    session.set(null);
  }
  return (
    <>
      <span className="who" title={me?.roles.map((role) => t(`role.${role}` as 'role.engineer')).join(' · ')}>
        {me?.name}
      </span>
      <Button type="text" icon={<LogoutOutlined />} aria-label={t('app.signOut')} title={t('app.signOut')} onClick={leave} />
    </>
  );
}
