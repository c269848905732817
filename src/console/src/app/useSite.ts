import { useQuery } from '@tanstack/react-query';
import { meQuery, sitesQuery } from '../api/queries';
import { chosenSite } from './settings';

/** The site that the user works in, and those that they could; '' until it is known. */
export function useSite() {
  const [chosen, choose] = chosenSite.use();
  const sites = useQuery(sitesQuery).data ?? [];
  const own = useQuery(meQuery).data?.sites ?? [];
  const site =
    sites.find((s) => s.site === chosen)?.site ?? sites.find((s) => own.includes(s.site))?.site ?? sites[0]?.site ?? '';
  return { site, sites, choose };
}

/** The roles that see what a plain agent does not. */
export function useRoles() {
  const roles = useQuery(meQuery).data?.roles ?? [];
  const has = (...wanted: string[]) => wanted.some((role) => roles.includes(role));
  return {
    leads: has('supervisor', 'director', 'site_admin', 'system_admin'),
    directs: has('director', 'system_admin', 'auditor'),
    administers: has('site_admin', 'system_admin'),
    readsOnly: has('auditor') && !has('system_admin'),
  };
}
