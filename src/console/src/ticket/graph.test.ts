import { expect, test } from 'vitest';
import { columnsOf } from './graph';

test('whatever waits stands behind the last of what it waits for', () => {
  const nodes = [
    { id: 1, dependsOn: [] },
    { id: 2, dependsOn: [1] },
    { id: 3, dependsOn: [1, 2] },
    { id: 4, dependsOn: [] },
  ];
  expect(columnsOf(nodes)).toEqual([[1, 4], [2], [3]]);
});

test('a dependency that is not there holds nothing up', () => {
  expect(columnsOf([{ id: 2, dependsOn: [9] }])).toEqual([[2]]);
});
