import { expect, test } from 'vitest';
import { ServerClock } from './serverTime';

test('answers narrow the desk’s clock down to far less than the second that a header tells', () => {
  let local = 1_000_000_000_000;
  const offset = 12_345;
  const clock = new ServerClock(() => local);
  for (let i = 0; i < 40; i++) {
    const sentAt = local;
    local += 20;
    clock.learn(new Date(Math.floor((local - 10 + offset) / 1000) * 1000).toUTCString(), sentAt, local);
    local += 1037;
  }
  expect(Math.abs(clock.offset - offset)).toBeLessThan(60);
  expect(Math.abs(clock.now() - (local + offset))).toBeLessThan(60);
});

test('a clock that was set counts from then on', () => {
  const clock = new ServerClock(() => 0);
  clock.learn(new Date(10_000).toUTCString(), 10_000, 10_010);
  clock.learn(new Date(7_210_000).toUTCString(), 10_500, 10_510);
  expect(Math.abs(clock.offset - 7_200_000)).toBeLessThan(1000);
});

test('an answer without a date teaches nothing', () => {
  const clock = new ServerClock(() => 5);
  clock.learn(null, 0, 1);
  expect(clock.now()).toBe(5);
});
