import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { type Channel, Tabs, type Word } from './tabs';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** A browser, in which tabs are opened and looked at. */
function browser() {
  const channels: Channel[] = [];
  return (id: string) => {
    const page = { hidden: false };
    const channel: Channel = {
      onmessage: null,
      postMessage: (word: Word) => {
        for (const other of channels) if (other !== channel) other.onmessage?.({ data: word });
      },
    };
    channels.push(channel);
    const tabs = new Tabs(() => page.hidden, channel, id);
    const lines = { needed: 0, seen: 0 };
    const stop = new AbortController();
    for (const [name, during] of [
      ['needed', tabs.whileNeeded],
      ['seen', tabs.whileSeen],
    ] as const)
      during.call(
        tabs,
        (end: AbortSignal) => {
          lines[name]++;
          end.addEventListener('abort', () => lines[name]--);
        },
        stop.signal,
      );
    return {
      lines,
      stop,
      beat: tabs.beat,
      close: () => {
        channels.splice(channels.indexOf(channel), 1);
        tabs.leave();
      },
      crash: () => channels.splice(channels.indexOf(channel), 1),
      show: (shown: boolean) => {
        page.hidden = !shown;
        tabs.beat();
      },
    };
  };
}

const needed = (...all: { lines: { needed: number } }[]) => all.map(({ lines }) => lines.needed);

test('tabs that are looked at all have a line', () => {
  const open = browser();
  const [a, b] = [open('a'), open('b')];
  a.beat();
  b.beat();
  expect(needed(a, b)).toEqual([1, 1]);
});

test('beside a tab that is looked at the hidden ones need none, and have it again when they are looked at', () => {
  const open = browser();
  const [a, b, c] = [open('a'), open('b'), open('c')];
  for (const tab of [a, b, c]) tab.beat();
  a.show(false);
  b.show(false);
  expect(needed(a, b, c)).toEqual([0, 0, 1]);
  a.show(true);
  expect(needed(a, b, c)).toEqual([1, 0, 1]);
});

test('of hidden tabs one keeps its line, and when it is closed another takes over', () => {
  const open = browser();
  const [a, b, c] = [open('a'), open('b'), open('c')];
  for (const tab of [a, b, c]) tab.show(false);
  for (const tab of [a, b, c]) tab.beat();
  expect(needed(a, b, c)).toEqual([1, 0, 0]);
  a.close();
  expect(needed(b, c)).toEqual([1, 0]);
});

test('a tab that ended without a word is missed after a while', () => {
  const open = browser();
  const [a, b] = [open('a'), open('b')];
  a.show(false);
  b.show(false);
  a.crash();
  vi.advanceTimersByTime(140_000);
  b.beat();
  expect(b.lines.needed).toBe(0);
  vi.advanceTimersByTime(20_000);
  b.beat();
  expect(b.lines.needed).toBe(1);
});

test('what only the eye needs ends when the tab is hidden, and everything ends for good at the end', () => {
  const tab = browser()('a');
  tab.show(false);
  expect(tab.lines).toEqual({ needed: 1, seen: 0 });
  tab.show(true);
  tab.stop.abort();
  tab.beat();
  expect(tab.lines).toEqual({ needed: 0, seen: 0 });
});
