import { expect, test } from 'vitest';
import { clientName } from './clientName';

test('a browser is told by its common name and its system, another program by its own words', () => {
  const webkit = 'AppleWebKit/537.36 (KHTML, like Gecko)';
  expect(clientName(`Mozilla/5.0 (Windows NT 10.0; Win64; x64) ${webkit} Chrome/140.0.0.0 Safari/537.36 Edg/140.0.0.0`)).toBe(
    'Edge · Windows',
  );
  expect(clientName(`Mozilla/5.0 (X11; Linux x86_64) ${webkit} Chrome/140.0.0.0 Safari/537.36`)).toBe('Chrome · Linux');
  expect(
    clientName(
      'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Version/18.0 Mobile/15E148 Safari/604.1',
    ),
  ).toBe('Safari · iOS');
  expect(clientName('curl/8.5.0')).toBe('curl/8.5.0');
  expect(clientName(null)).toBe('—');
});
