import { beforeEach, expect, test } from 'vitest';
import { removeCSS, updateCSS } from './constructedSheets';

const texts = () => document.adoptedStyleSheets.map((sheet) => Array.from(sheet.cssRules, (rule) => rule.cssText).join());

beforeEach(() => {
  document.adoptedStyleSheets = [];
});

test('styles enter the document without any element, and stand in the order of their priority', () => {
  updateCSS('.late { color: red }', 'late', { prepend: 'queue', priority: 2 });
  updateCSS('.early { color: red }', 'early', { prepend: 'queue', priority: 1 });
  updateCSS('.last { color: red }', 'last');
  updateCSS('.also-early { color: red }', 'also-early', { prepend: 'queue', priority: 1 });
  expect(texts().map((text) => /\.([\w-]+)/.exec(text)?.[1])).toEqual(['early', 'also-early', 'late', 'last']);
  expect(document.querySelectorAll('style').length).toBe(0);
  for (const key of ['late', 'early', 'last', 'also-early']) removeCSS(key);
  expect(texts()).toEqual([]);
});

test('the same key is one sheet, with what was written last', () => {
  const first = updateCSS('.a { color: red }', 'a', { mark: 'x' });
  expect(updateCSS('.b { color: red }', 'a', { mark: 'x' })).toBe(first);
  expect(texts().length).toBe(1);
  expect(texts()[0]).toContain('.b');
  removeCSS('a', { mark: 'x' });
});
