import { queryOptions } from '@tanstack/react-query';
import { ask, desk } from './client';
import { session } from './session';

/** How people may sign in here. */
export const methodsQuery = queryOptions({
  queryKey: ['methods'],
  queryFn: () => ask(desk.GET('/api/v1/auth/methods')),
  staleTime: Number.POSITIVE_INFINITY,
});

/** Whether somebody is signed in. What the provider's sign-in left is a cookie that no script can read: only the desk can tell. */
export async function isSignedIn() {
  if (session.get()) return true;
  try {
    if ((await ask(desk.GET('/api/v1/auth/methods'))).oidc === null) return false;
    const { expiresAt } = await ask(desk.GET('/api/v1/me'));
    session.set({ accessToken: null, expiresAt: expiresAt! });
    return true;
  } catch {
    return false;
  }
}
