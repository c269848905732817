import { answer, desk, freshKey, headersOfCaller } from '../api/client';
import { asRefused, Refused } from '../api/problem';
import type { TicketView } from '../api/types';

export interface Sending {
  site: string;
  number: string;
  /** The address below the ticket, such as `subtasks/2/done`. */
  path: string;
  body?: unknown;
  /** Version that the sender saw; left out when whatever stands now will do. */
  version?: number;
  /** Under which the command may be sent again. */
  key?: string;
}

/** The generated client knows each command by its own address; here the address is a value. */
type AnyCommand = (
  path: '/api/v1/tickets/{site}/{number}/acknowledge',
  init: object,
) => ReturnType<
  typeof desk.POST<'/api/v1/tickets/{site}/{number}/acknowledge', { params: { path: { site: string; number: string } } }>
>;

/** Carries out a command; its answer is the ticket as it is then. A silent network is asked again under the same key. */
export async function send({ site, number, path, body, version, key = freshKey() }: Sending): Promise<TicketView> {
  const post = desk.POST as unknown as AnyCommand;
  const once = () =>
    answer(
      post(`/api/v1/tickets/{site}/{number}/${path}` as '/api/v1/tickets/{site}/{number}/acknowledge', {
        params: { path: { site, number } },
        headers: { 'Idempotency-Key': key, ...(version === undefined ? {} : { 'If-Match': `"${version}"` }) },
        body: body ?? {},
      }),
    );
  try {
    return (await once()).data!;
  } catch (error) {
    if (!asRefused(error).isUncertain) throw error;
    await new Promise((resolve) => setTimeout(resolve, 600));
    return (await once()).data!;
  }
}

/** Sends a file with what is known of it. */
export async function sendMaterial(
  site: string,
  number: string,
  fields: Record<string, string>,
  file: File | null,
): Promise<TicketView> {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) if (value) form.set(name, value);
  if (file) form.set('file', file);
  let response: Response;
  try {
    response = await fetch(`/api/v1/tickets/${site}/${number}/materials`, {
      method: 'POST',
      headers: { ...headersOfCaller(), 'Idempotency-Key': freshKey() },
      body: form,
    });
  } catch {
    throw new Refused({ status: 0 });
  }
  const content = await response.json().catch(() => ({ status: response.status }));
  if (!response.ok) throw new Refused(content);
  return content as TicketView;
}
