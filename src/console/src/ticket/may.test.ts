import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import spec from '../api/openapi.test-data';
import type { Me, TicketView } from '../api/types';
import { commandNames, commandOf } from './commands';
import { mayGive, reachOf } from './may';

/** Written by the desk's own tests out of the table that decides. */
const table = readFileSync(join(import.meta.dirname, '../../../../docs/authorization.md'), 'utf8');

/** In the order of the page's columns; the last column, a key's, is nobody who looks at the console. */
const roles = [
  'service_agent',
  'engineer',
  'technical_support_manager',
  'customer_relations_specialist',
  'field_engineer',
  'department_member',
  'supervisor',
  'director',
  'auditor',
  'site_admin',
  'system_admin',
];

const pathOf = (name: (typeof commandNames)[number]) =>
  commandOf(name).path.replace('{id}', name === 'escalationAcknowledge' ? '{level}' : '{id}');

test('what is offered to whom is what docs/authorization.md says, cell by cell', () => {
  const reach = { A: 'any', o: 'own', '-': 'none', x: 'none' } as const;
  for (const name of commandNames) {
    const row = table.split('\n').find((line) => line.startsWith(`| \`POST /tickets/{site}/{number}/${pathOf(name)}\` |`));
    expect(row, name).toBeDefined();
    const cells = row!
      .split('|')
      .map((cell) => cell.trim())
      .slice(3);
    roles.forEach((role, at) => {
      const [home, away] = cells[at]!.split('') as ['A', 'A'];
      expect(reachOf(name, [role], true), `${name} as ${role} at home`).toBe(reach[home]);
      expect(reachOf(name, [role], false), `${name} as ${role} elsewhere`).toBe(reach[away]);
    });
  }
});

test('every command of the API stands in the console, with every field that it takes', () => {
  const prefix = '/api/v1/tickets/{site}/{number}/';
  const schemas = spec.components.schemas as unknown as Record<string, { properties?: Record<string, unknown> }>;
  const byPath = new Map(commandNames.map((name) => [pathOf(name), commandOf(name)]));
  let commands = 0;
  for (const [path, methods] of Object.entries(
    spec.paths as Record<string, { post?: { requestBody?: { content: Record<string, unknown> } } }>,
  )) {
    if (!path.startsWith(prefix) || !methods.post) continue;
    const command = byPath.get(path.slice(prefix.length));
    expect(command, path).toBeDefined();
    commands++;
    const body = JSON.stringify(Object.values(methods.post.requestBody?.content ?? {})[0] ?? {});
    const schema = /schemas\/(\w+)/.exec(body)?.[1];
    // The survey's questions are the site's own: they have a form of their own.
    if (!schema || command!.name === 'rate') continue;
    const known = command!.fields.map((field) => field.name);
    for (const field of Object.keys(schemas[schema]!.properties ?? {})) expect(known, `${path} takes ${field}`).toContain(field);
  }
  expect(commands).toBe(commandNames.length);
});

test('who lends a hand is offered what they have a part in, and a technician their own visit alone', () => {
  const me = { id: 'field', roles: ['field_engineer'], sites: ['SH'] } as unknown as Me;
  const ticket = {
    site: 'SH',
    owner: 'other',
    collaborators: [],
    subtasks: [],
    visits: [
      { id: 1, technician: 'field' },
      { id: 2, technician: 'other' },
    ],
  } as unknown as TicketView;
  expect(mayGive('progress', ticket, me)).toBe(true);
  expect(mayGive('visitDepart', ticket, me, 1)).toBe(true);
  expect(mayGive('visitDepart', ticket, me, 2)).toBe(false);
  expect(mayGive('close', ticket, me)).toBe(false);
  expect(mayGive('progress', { ...ticket, visits: [] }, me)).toBe(false);
  expect(mayGive('progress', { ...ticket, owner: 'field', visits: [] }, me)).toBe(true);
  expect(mayGive('progress', ticket, undefined)).toBe(false);
});
