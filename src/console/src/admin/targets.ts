import type { Target } from '../api/types';
import { isoDuration } from '../format/time';

/** A target as one types it: a number and what it counts. */
export interface TypedTarget {
  amount: string;
  unit: 'elapsed' | 'working' | 'days';
}

export function typed(target: Target | null): TypedTarget {
  if (target === null) return { amount: '', unit: 'elapsed' };
  if (typeof target === 'string') return { amount: hours(target), unit: 'elapsed' };
  return 'working' in target
    ? { amount: hours(target.working), unit: 'working' }
    : { amount: String(target.workingDays), unit: 'days' };
}

/** The target that was typed; null when nothing was, undefined when it is no target. */
export function targetOf({ amount, unit }: TypedTarget, before: Target | null): Target | null | undefined {
  if (amount.trim() === '') return null;
  const number = Number(amount);
  if (!Number.isFinite(number) || number <= 0) return undefined;
  // What was not touched stays exactly as it was, to the second and with everything else it says.
  const same = typed(before);
  if (before !== null && same.amount === amount && same.unit === unit) return before;
  if (unit === 'days') return Number.isInteger(number) ? { workingDays: number } : undefined;
  const duration = `PT${Math.round(number * 3600)}S`;
  return unit === 'working' ? { working: duration } : duration;
}

const hours = (duration: string) => String(Math.round((isoDuration(duration) / 3_600_000) * 10_000) / 10_000);
