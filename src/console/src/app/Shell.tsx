import {
  AppstoreOutlined,
  BarChartOutlined,
  CarryOutOutlined,
  ContactsOutlined,
  InboxOutlined,
  PlusOutlined,
  ScheduleOutlined,
  SearchOutlined,
  SettingOutlined,
  UserOutlined,
} from '@ant-design/icons';
import { useQuery } from '@tanstack/react-query';
import { Link, Outlet } from '@tanstack/react-router';
import { lazy, type ReactNode, Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import { meQuery } from '../api/queries';
import { Bell } from '../inbox/Bell';
import { useConnection } from '../live/useLive';
import { Waiting } from './faults';
import { PresenceSwitch } from './PresenceSwitch';
import { SignOut } from './SignOut';
import { LanguageSwitch, ShadeSwitch, SoundSwitch } from './switches';
import { useRoles, useSite } from './useSite';

// Waits with its code until the first page stands.
const UrgentAlert = lazy(() => import('../alert/UrgentAlert').then((m) => ({ default: m.UrgentAlert })));

const Duty = lazy(() => import('../people/Duty').then((m) => ({ default: m.Duty })));

export function Shell() {
  const { t } = useTranslation();
  const roles = useRoles();
  const me = useQuery(meQuery).data;
  // Nothing else answers until it is done.
  if (me?.duty)
    return (
      <Suspense fallback={<Waiting />}>
        <Duty me={me} duty={me.duty} />
      </Suspense>
    );
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
        <Entry to="/mine" icon={<CarryOutOutlined />} label={t('nav.mine')} />
        <Entry to="/tickets" icon={<SearchOutlined />} label={t('nav.all')} />
        {!roles.readsOnly && <Entry to="/new" icon={<PlusOutlined />} label={t('nav.intake')} />}
        <Entry to="/customers" icon={<ContactsOutlined />} label={t('nav.customers')} />
        <Entry to="/shifts" icon={<ScheduleOutlined />} label={t('nav.shifts')} />
        {roles.leads && <Entry to="/board" icon={<BarChartOutlined />} label={t('nav.board')} />}
        {roles.directs && <Entry to="/sites" icon={<AppstoreOutlined />} label={t('nav.director')} />}
        {roles.administers && <Entry to="/admin" icon={<SettingOutlined />} label={t('nav.admin')} />}
      </nav>
      <header className="top">
        <SiteChoice />
        <ConnectionMark />
        <span className="grow" />
        <PresenceSwitch />
        <span className="switches">
          <SoundSwitch />
          <ShadeSwitch bare />
          <LanguageSwitch />
        </span>
        <Bell />
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
  to: '/' | '/mine' | '/tickets' | '/new' | '/customers' | '/shifts' | '/board' | '/sites' | '/admin';
  icon: ReactNode;
  label: string;
}) {
  return (
    <Link
      to={to}
      className="entry"
      activeOptions={{ exact: true, includeSearch: false }}
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
  return (
    <>
      <Link to="/profile" className="who" title={me?.roles.map((role) => t(`role.${role}` as 'role.engineer')).join(' · ')}>
        <UserOutlined aria-hidden aria-label={undefined} />
        <span className="who-name">{me?.name}</span>
        <span className="unseen">{t('nav.profile')}</span>
      </Link>
      <SignOut bare />
    </>
  );
}
