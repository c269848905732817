import { queryOptions } from '@tanstack/react-query';
import { ask, desk } from '../api/client';
import type { Refused } from '../api/problem';

/** Whether a sign-in asks for a code, and whether the account signs in here at all. */
export const otpQuery = queryOptions({ queryKey: ['otp'], queryFn: () => ask(desk.GET('/api/v1/me/otp')) });

/** What the desk says of a field by its place; null when it says nothing. */
export const faultAt = (refused: Refused | null, pointer: string) =>
  refused?.errors.find((fault) => fault.pointer === pointer)?.message ?? null;
