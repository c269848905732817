import type { EChartsType } from 'echarts/core';
import { useEffect, useRef } from 'react';
import { shade as shadeSetting } from '../app/settings';

interface Props {
  /** What the picture shows, in words, for those who do not see it. */
  label: string;
  categories: readonly string[];
  series: readonly Series[];
}

interface Series {
  name: string;
  values: readonly number[];
  colour: string;
}

/** Room for one bar, and for the legend and axis around them. */
const barHeight = 34;
const around = 62;

/** Stacked bars that move with their figures. The library is loaded with the first chart. */
export function Chart({ label, categories, series }: Props) {
  const place = useRef<HTMLDivElement>(null);
  const chart = useRef<EChartsType | null>(null);
  const [shade] = shadeSetting.use();
  const content = JSON.stringify({ categories, series });
  const latest = useRef('');
  latest.current = content;

  useEffect(() => {
    const element = place.current!;
    let stopped = false;
    const sizes = new ResizeObserver(() => chart.current?.resize());
    void import('./echarts').then(({ init }) => {
      if (stopped) return;
      chart.current = init(element);
      chart.current.setOption(frame());
      chart.current.setOption(figures(latest.current));
      sizes.observe(element);
    });
    return () => {
      stopped = true;
      sizes.disconnect();
      chart.current?.dispose();
      chart.current = null;
    };
  }, []);

  // biome-ignore lint/correctness/useExhaustiveDependencies: the shade is in the colours that are read
  useEffect(() => void chart.current?.setOption(frame()), [shade]);
  useEffect(() => void chart.current?.setOption(figures(content), { replaceMerge: ['series'] }), [content]);

  const spoken = categories
    .map((category, i) => `${category}: ${series.map((s) => `${s.name} ${s.values[i] ?? 0}`).join(', ')}`)
    .join('; ');
  return (
    <div
      ref={place}
      className="chart"
      style={{ height: around + barHeight * categories.length }}
      role="img"
      aria-label={`${label}. ${spoken}`}
    />
  );
}

/** Everything but the figures, in the colours of the shade. */
function frame() {
  const colours = getComputedStyle(document.documentElement);
  const ink = colours.getPropertyValue('--ink-2').trim();
  const line = colours.getPropertyValue('--line').trim();
  return {
    animationDuration: 200,
    animationDurationUpdate: 300,
    grid: { left: 4, right: 16, top: 28, bottom: 4, containLabel: true },
    legend: { top: 0, left: 0, itemHeight: 10, itemWidth: 14, textStyle: { color: ink } },
    // Drawn on the canvas: a tooltip of HTML would need inline styles.
    tooltip: { trigger: 'axis', renderMode: 'richText', axisPointer: { type: 'shadow' } },
    xAxis: { type: 'value', minInterval: 1, axisLabel: { color: ink }, splitLine: { lineStyle: { color: line } } },
    yAxis: { type: 'category', inverse: true, axisLabel: { color: ink }, axisTick: { show: false } },
  };
}

function figures(content: string) {
  const { categories, series } = JSON.parse(content) as { categories: string[]; series: Series[] };
  return {
    yAxis: { data: categories },
    series: series.map(({ name, values, colour }) => ({
      id: name,
      name,
      type: 'bar',
      stack: 'all',
      data: values,
      barMaxWidth: 18,
      itemStyle: { color: colour },
    })),
  };
}
