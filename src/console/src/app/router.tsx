import { createRootRoute, createRoute, createRouter, lazyRouteComponent, Outlet, redirect } from '@tanstack/react-router';
import { session } from '../api/session';
import { isSignedIn } from '../api/signIn';
import type { ListSearch } from '../tickets/search';
import { NotFound, PageFault } from './faults';

const root = createRootRoute({ component: Outlet, notFoundComponent: NotFound, errorComponent: PageFault });

const signIn = createRoute({
  getParentRoute: () => root,
  path: '/sign-in',
  validateSearch: (search: Record<string, unknown>): { to?: string; fault?: string } => ({
    ...(typeof search.to === 'string' ? { to: search.to } : {}),
    ...(typeof search.fault === 'string' ? { fault: search.fault } : {}),
  }),
  component: lazyRouteComponent(() => import('../people/SignIn'), 'SignIn'),
});
const survey = createRoute({
  getParentRoute: () => root,
  path: '/survey/$token',
  component: lazyRouteComponent(() => import('../outside/Survey'), 'Survey'),
});
const confirm = createRoute({
  getParentRoute: () => root,
  path: '/confirm/$token',
  component: lazyRouteComponent(() => import('../outside/Confirm'), 'Confirm'),
});

/** Everything behind a sign-in. */
const inside = createRoute({
  getParentRoute: () => root,
  id: 'inside',
  beforeLoad: async ({ location }) => {
    if (!(await isSignedIn())) throw redirect({ to: '/sign-in', search: location.href === '/' ? {} : { to: location.href } });
  },
  component: lazyRouteComponent(() => import('./Shell'), 'Shell'),
});
const pending = createRoute({
  getParentRoute: () => inside,
  path: '/',
  component: lazyRouteComponent(() => import('../pending/Pending'), 'Pending'),
});
const mine = createRoute({
  getParentRoute: () => inside,
  path: '/mine',
  component: lazyRouteComponent(() => import('../tickets/Mine'), 'Mine'),
});

const all = createRoute({
  getParentRoute: () => inside,
  path: '/tickets',
  // Words that look like numbers stay words: a phone number is one.
  validateSearch: (search: Record<string, unknown>): ListSearch =>
    Object.fromEntries(Object.entries(search).map(([name, value]) => [name, String(value)])),
  component: lazyRouteComponent(() => import('../tickets/All'), 'All'),
});
const ticket = createRoute({
  getParentRoute: () => inside,
  path: '/tickets/$site/$number',
  validateSearch: (search: Record<string, unknown>): { asOf?: string; do?: string } => ({
    ...(typeof search.asOf === 'string' ? { asOf: search.asOf } : {}),
    ...(typeof search.do === 'string' ? { do: search.do } : {}),
  }),
  component: lazyRouteComponent(() => import('../ticket/TicketPage'), 'TicketPage'),
});
const intake = createRoute({
  getParentRoute: () => inside,
  path: '/new',
  component: lazyRouteComponent(() => import('../intake/Intake'), 'Intake'),
});
const customers = createRoute({
  getParentRoute: () => inside,
  path: '/customers',
  component: lazyRouteComponent(() => import('../customer/FindCustomer'), 'FindCustomer'),
});
const customer = createRoute({
  getParentRoute: () => inside,
  path: '/customers/$site/$number',
  component: lazyRouteComponent(() => import('../customer/CustomerPage'), 'CustomerPage'),
});
const inbox = createRoute({
  getParentRoute: () => inside,
  path: '/inbox',
  validateSearch: (search: Record<string, unknown>): { show?: 'unread' } => (search.show === 'unread' ? { show: 'unread' } : {}),
  component: lazyRouteComponent(() => import('../inbox/Inbox'), 'Inbox'),
});
const shifts = createRoute({
  getParentRoute: () => inside,
  path: '/shifts',
  component: lazyRouteComponent(() => import('../shifts/Shifts'), 'Shifts'),
});
const profile = createRoute({
  getParentRoute: () => inside,
  path: '/profile',
  component: lazyRouteComponent(() => import('../people/Profile'), 'Profile'),
});
const board = createRoute({
  getParentRoute: () => inside,
  path: '/board',
  component: lazyRouteComponent(() => import('../board/Board'), 'Board'),
});
const director = createRoute({
  getParentRoute: () => inside,
  path: '/sites',
  component: lazyRouteComponent(() => import('../board/Director'), 'Director'),
});
const admin = createRoute({
  getParentRoute: () => inside,
  path: '/admin',
  validateSearch: (search: Record<string, unknown>): { tab?: string } =>
    typeof search.tab === 'string' ? { tab: search.tab } : {},
  component: lazyRouteComponent(() => import('../admin/Admin'), 'Admin'),
});

export const router = createRouter({
  routeTree: root.addChildren([
    signIn,
    survey,
    confirm,
    inside.addChildren([pending, mine, all, ticket, intake, customers, customer, inbox, shifts, profile, board, director, admin]),
  ]),
  defaultPreload: 'intent',
});

// Whose session ends is asked to sign in again, and comes back to where they were.
session.subscribe(() => {
  if (!session.get() && !/^\/(sign-in|survey|confirm)/.test(location.pathname)) void router.invalidate();
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
