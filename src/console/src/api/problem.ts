import type { Problem as ProblemBody } from './schema';

/** A refusal of the desk, or silence: then `status` is 0. */
export class Refused extends Error {
  readonly status: number;
  readonly code: string;
  readonly errors: { pointer: string; message: string }[];

  constructor(body: Partial<ProblemBody>) {
    super(body.detail ?? body.title ?? '');
    this.status = body.status ?? 0;
    this.code = body.code ?? 'unreachable';
    this.errors = (body.errors ?? []) as { pointer: string; message: string }[];
  }

  /** Nobody knows whether it was carried out: the same request may be sent again under its key. */
  get isUncertain() {
    return this.status === 0 || this.status >= 500 || this.code === 'request_in_flight';
  }
}

export const asRefused = (error: unknown) =>
  error instanceof Refused ? error : new Refused({ status: 0, detail: String(error) });
