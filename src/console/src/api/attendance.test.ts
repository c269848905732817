import { afterEach, expect, test, vi } from 'vitest';
import { headersOfCaller } from './client';

afterEach(() => vi.useRealTimers());

test('what a page asks for that nobody has touched for a while says so, until somebody touches it', () => {
  vi.useFakeTimers({ now: Date.now() });
  dispatchEvent(new Event('keydown'));
  expect(headersOfCaller()).not.toHaveProperty('X-Desk-Unattended');
  vi.setSystemTime(Date.now() + 6 * 60_000);
  expect(headersOfCaller()).toHaveProperty('X-Desk-Unattended', '1');
  dispatchEvent(new Event('pointermove'));
  expect(headersOfCaller()).not.toHaveProperty('X-Desk-Unattended');
});
