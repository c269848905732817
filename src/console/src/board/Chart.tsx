import { useEffect, useRef } from 'react';
import { shade as shadeSetting } from '../app/settings';

interface Props {
  /** What the picture shows, in words, for those who do not see it. */
  label: string;
  categories: readonly string[];
  series: readonly { name: string; values: readonly number[]; colour: string }[];
}

/** Stacked bars. The library is loaded with the first chart. */
export function Chart({ label, categories, series }: Props) {
  const place = useRef<HTMLDivElement>(null);
  const [shade] = shadeSetting.use();
  const content = JSON.stringify({ categories, series, shade });

  useEffect(() => {
    const { categories, series } = JSON.parse(content) as Props;
    const element = place.current!;
    let stopped = false;
    let dispose = () => {};
    void import('./echarts').then(({ init }) => {
      if (stopped) return;
      const ink = getComputedStyle(document.documentElement).getPropertyValue('--ink-2').trim();
      const line = getComputedStyle(document.documentElement).getPropertyValue('--line').trim();
      const chart = init(element);
      chart.setOption({
        animationDuration: 200,
        grid: { left: 8, right: 16, top: 30, bottom: 4, containLabel: true },
        legend: { top: 0, left: 0, itemHeight: 10, itemWidth: 14, textStyle: { color: ink } },
        // Drawn on the canvas: a tooltip of HTML would need inline styles.
        tooltip: { trigger: 'axis', renderMode: 'richText', axisPointer: { type: 'shadow' } },
        xAxis: { type: 'value', minInterval: 1, axisLabel: { color: ink }, splitLine: { lineStyle: { color: line } } },
        yAxis: { type: 'category', inverse: true, data: categories, axisLabel: { color: ink }, axisTick: { show: false } },
        series: series.map(({ name, values, colour }) => ({
          name,
          type: 'bar',
          stack: 'all',
          data: values,
          barMaxWidth: 26,
          itemStyle: { color: colour },
        })),
      });
      const sizes = new ResizeObserver(() => chart.resize());
      sizes.observe(element);
      dispose = () => {
        sizes.disconnect();
        chart.dispose();
      };
    });
    return () => {
      stopped = true;
      dispose();
    };
  }, [content]);

  const spoken = categories
    .map((category, i) => `${category}: ${series.map((s) => `${s.name} ${s.values[i] ?? 0}`).join(', ')}`)
    .join('; ');
  return <div ref={place} className="chart" role="img" aria-label={`${label}. ${spoken}`} />;
}
