import { expect, test } from 'vitest';
import { datesOf, intervalsOf, intervalsText, openedOf, openedText } from './calendarText';
import { targetOf, typed } from './targets';

test('a target goes through the form unchanged when nobody touches it', () => {
  for (const target of [
    'PT1S',
    'PT4H',
    'PT36H',
    { working: 'PT8H30M' },
    { workingDays: 3 },
    { workingDays: 3, sameTime: true },
  ] as const) {
    expect(targetOf(typed(target), target)).toEqual(target);
  }
  expect(targetOf(typed(null), null)).toBeNull();
});

test('what is no target is refused, and nothing means none', () => {
  expect(targetOf({ amount: '-1', unit: 'elapsed' }, null)).toBeUndefined();
  expect(targetOf({ amount: 'soon', unit: 'elapsed' }, null)).toBeUndefined();
  expect(targetOf({ amount: '1.5', unit: 'days' }, null)).toBeUndefined();
  expect(targetOf({ amount: '1.5', unit: 'working' }, null)).toEqual({ working: 'PT5400S' });
  expect(targetOf({ amount: ' ', unit: 'elapsed' }, 'PT1H')).toBeNull();
});

test('opening hours and make-up days are read as they are written', () => {
  const day = [
    ['09:00', '12:00'],
    ['13:30', '18:00'],
  ];
  expect(intervalsOf(intervalsText(day))).toEqual(day);
  expect(intervalsOf('9:00-18:00，20:00–02:00')).toEqual([
    ['09:00', '18:00'],
    ['20:00', '02:00'],
  ]);
  expect(() => intervalsOf('nine to five')).toThrow('nine to five');
  const opened = { '2026-10-10': day };
  expect(openedOf(openedText(opened))).toEqual(opened);
  expect(() => openedOf('2026-10-10')).toThrow();
  expect(datesOf('2026-10-01\n2026-10-02')).toEqual(['2026-10-01', '2026-10-02']);
  expect(() => datesOf('1 October')).toThrow();
});
