import { expect, test } from 'vitest';
import { FrameReader } from './frames';

const event = (position: number) =>
  `id: ${position}\nevent: opened\ndata: {"position":${position},"kind":"opened","text":"设备"}\n\n`;

test('events come out whole wherever the network cut them', () => {
  const text = `: open\n\n${event(1)}: still here\n\n${event(2)}`;
  for (let cut = 0; cut <= text.length; cut++) {
    const reader = new FrameReader();
    const read = [...reader.read(text.slice(0, cut)), ...reader.read(text.slice(cut))];
    expect(read.map(({ data }) => (data as { position: number }).position)).toEqual([1, 2]);
  }
});

test('an event without its end is not there yet', () => {
  const reader = new FrameReader();
  expect(reader.read(event(7).slice(0, -1))).toEqual([]);
  expect(reader.read('\n').map(({ data }) => (data as { position: number }).position)).toEqual([7]);
});
