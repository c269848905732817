import { expect, test } from 'vitest';
import type { WorkCalendar } from '../api/types';
import { faultsOf, minutesOf, shiftsOf, spanText, weekOf } from './week';

const kept: WorkCalendar = {
  timeZone: 'Asia/Shanghai',
  week: {
    mon: [
      ['09:00', '12:00'],
      ['13:00', '18:00'],
    ],
    fri: [['22:00', '06:00']],
    sun: [['00:00', '24:00']],
  },
  closed: ['2026-10-01'],
  opened: { '2026-10-10': [['10:00', '24:00']] },
  publishedYears: [2026],
};

test('hours that were only looked at go back as they came', () => {
  expect(shiftsOf(weekOf(kept, 'UTC'), kept)).toEqual(kept);
});

test('who has no hours begins in the zone of the site, and without any hours nothing is kept', () => {
  const week = weekOf(null, 'Europe/Berlin');
  expect(week.timeZone).toBe('Europe/Berlin');
  expect(shiftsOf({ ...week, off: ['2026-01-01'] }, null)).toBeNull();
});

test('hours past midnight count whole, and so does a whole day', () => {
  expect(minutesOf([{ from: '22:00', to: '06:00' }])).toBe(8 * 60);
  expect(minutesOf([{ from: '00:00', to: '00:00' }])).toBe(24 * 60);
  expect(spanText({ from: '22:00', to: '06:00' })).toBe('22:00–06:00⁺¹');
  expect(spanText({ from: '16:00', to: '00:00' })).toBe('16:00–24:00');
});

test('spans that are unfinished, empty or meet each other are told apart, the night before counted in', () => {
  const night = [{ from: '22:00', to: '06:00' }];
  expect(faultsOf([{ from: '09:00', to: '' }], [])).toEqual(['incomplete']);
  expect(faultsOf([{ from: '09:00', to: '09:00' }], [])).toEqual(['empty']);
  expect(
    faultsOf(
      [
        { from: '09:00', to: '12:00' },
        { from: '12:00', to: '18:00' },
      ],
      night,
    ),
  ).toEqual([null, null]);
  expect(
    faultsOf(
      [
        { from: '09:00', to: '13:00' },
        { from: '12:00', to: '18:00' },
      ],
      [],
    ),
  ).toEqual(['overlap', 'overlap']);
  expect(faultsOf([{ from: '05:00', to: '09:00' }], night)).toEqual(['overlap']);
});
