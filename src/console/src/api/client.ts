import createClient, { type Middleware } from 'openapi-fetch';
import { language } from '../i18n/language';
import { isUnattended } from './attendance';
import { Refused } from './problem';
import type { paths } from './schema';
import { serverClock } from './serverTime';
import { session } from './session';

/** What every request of the console carries. */
export function headersOfCaller(): Record<string, string> {
  const token = session.get()?.accessToken;
  // Another site's page cannot set a header of its own: beside the provider's cookie the desk takes no change without this one.
  return {
    'Accept-Language': language(),
    'X-Desk-Console': '1',
    ...(isUnattended() ? { 'X-Desk-Unattended': '1' } : {}),
    ...(token ? { Authorization: `Bearer ${token}` } : {}),
  };
}

const manner: Middleware = {
  onRequest({ request }) {
    for (const [name, value] of Object.entries(headersOfCaller())) request.headers.set(name, value);
    return request;
  },
  onResponse({ response, request }) {
    if (response.status === 401 && session.get() && !request.url.endsWith('/auth/token')) session.set(null);
  },
};

async function timed(request: Request) {
  const sentAt = Date.now();
  const response = await fetch(request);
  serverClock.learn(response.headers.get('Date'), sentAt, Date.now());
  return response;
}

export const desk = createClient<paths>({ baseUrl: location.origin, fetch: timed });
desk.use(manner);

type Answer<T> = { data?: T; error?: unknown; response: Response };

/** The answer's content; throws Refused when the desk says no or does not answer at all. */
export async function ask<T>(asked: Promise<Answer<T>>): Promise<NonNullable<T>> {
  return (await answer(asked)).data as NonNullable<T>;
}

/** The answer with its headers. */
export async function answer<T>(asked: Promise<Answer<T>>): Promise<Answer<T>> {
  let got: Answer<T>;
  try {
    got = await asked;
  } catch {
    throw new Refused({ status: 0 });
  }
  if (got.response.ok) return got;
  const body = got.error;
  throw new Refused(typeof body === 'object' && body !== null ? body : { status: got.response.status });
}

/** The header of such a key; the description of the API leaves it out where a request need not have one. */
export const under = (key: string) => ({ 'Idempotency-Key': key }) as never;

/** A key under which one intention may be sent again and again, and happens once. */
export function freshKey() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
