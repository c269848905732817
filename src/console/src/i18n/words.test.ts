import { expect, test } from 'vitest';
import spec from '../api/openapi.test-data';
import en from './en';
import zh from './zh-CN';

type Tree = { [name: string]: string | Tree };

const paths = (tree: Tree, at = ''): string[] =>
  Object.entries(tree).flatMap(([name, value]) => (typeof value === 'string' ? [`${at}${name}`] : paths(value, `${at}${name}.`)));
const at = (tree: Tree, path: string) =>
  path.split('.').reduce<Tree | string>((node, name) => (node as Tree)[name]!, tree) as string;
const holes = (text: string) => [...text.matchAll(/\{\{(\w+)\}\}/g)].map((found) => found[1]).sort();

test('both languages have the same words, with the same holes in them, and none is empty', () => {
  expect(paths(en as Tree).sort()).toEqual(paths(zh as Tree).sort());
  for (const path of paths(zh as Tree)) {
    expect(at(zh as Tree, path).trim(), path).not.toBe('');
    expect(at(en as Tree, path).trim(), path).not.toBe('');
    expect(holes(at(en as Tree, path)), path).toEqual(holes(at(zh as Tree, path)));
  }
});

test('every word that a page asks for is there', () => {
  const sources = import.meta.glob<string>('../**/*.{ts,tsx}', { query: '?raw', import: 'default', eager: true });
  const known = new Set(paths(zh as Tree).flatMap((path) => [path, path.replace(/_(one|other|zero)$/, '')]));
  const asked = Object.entries(sources)
    .filter(([file]) => !file.includes('.test.'))
    .flatMap(([file, text]) => [...text.matchAll(/\bt\(\s*'([\w.]+)'/g)].map(([, word]) => [word!, file] as const));
  expect(asked.length).toBeGreaterThan(300);
  expect(asked.filter(([word]) => !known.has(word))).toEqual([]);
});

test('every code word of the API has a label in both languages', () => {
  const groups: Record<string, string> = {
    DisplayStatus: 'status',
    Priority: 'priority',
    Urgency: 'urgency',
    Impact: 'impact',
    Tier: 'tier',
    Source: 'source',
    Scope: 'scope',
    WaitingReason: 'waiting',
    ClosingReason: 'closing',
    LinkKind: 'link',
    ClockKind: 'clock',
    ClockState: 'clock',
    PlanStepKind: 'step',
    SubtaskState: 'subtask',
    CollaborationState: 'collaboration',
    VisitState: 'visit',
    ChangeState: 'change',
  };
  for (const [schema, group] of Object.entries(groups)) {
    const codes = (spec.components.schemas as Record<string, { enum?: (string | null)[] }>)[schema]?.enum ?? [];
    expect(codes.length, schema).toBeGreaterThan(1);
    for (const code of codes) {
      if (code === null) continue;
      expect((zh as Tree)[group], `${group}.${code}`).toHaveProperty(code);
      expect((en as Tree)[group], `${group}.${code}`).toHaveProperty(code);
    }
  }
});

test('the labels of the specification are exact to the character', () => {
  expect(zh.nav.pending).toBe('工单待处理');
  expect(zh.status).toEqual({
    pending: '待处理',
    processing: '处理中',
    awaiting_feedback: '待反馈',
    resolved: '已解决',
    closed: '已关闭',
    escalated: '已升级',
  });
  expect(zh.tier).toEqual({ regular: '普通客户', vip: 'VIP客户', enterprise: '企业客户', partner: '合作伙伴' });
  expect(zh.source).toMatchObject({
    web_chat: '在线客服',
    phone: '电话',
    email: '邮件',
    app: 'APP反馈',
    platform: '在线平台',
    social: '社交媒体',
  });
  expect(zh.waiting).toEqual({ customer: '等待客户', parts: '等待备件', third_party: '等待第三方' });
  expect(zh.closing).toMatchObject({ resolved: '已解决', closed_by_customer: '客户主动关闭', timed_out: '超时未处理' });
  expect(zh.scope).toMatchObject({
    cross_department: '需跨部门协调',
    product_review: '需产品部评估',
    out_of_scope: '超出现有服务范围',
  });
});
