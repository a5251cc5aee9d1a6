import type uPlot from 'uplot';
import type { DataFrame } from '@grafana/data';
import type { UPlotConfigBuilder } from '@grafana/ui';
import { useEffect, useLayoutEffect, useMemo, useRef } from 'react';

export interface Mark {
  time: number;
  /** Of a span of time; the same as `time` otherwise. */
  end: number;
  text: string;
  color: string;
}

const MOST = 500;
const CROWD = 30;

/** The events of annotation frames, in time order; a dashboard full of them keeps the newest. */
export function readMarks(frames: DataFrame[]): Mark[] {
  return frames
    .flatMap((frame) => {
      const column = (name: string): unknown[] => frame.fields.find((field) => field.name === name)?.values ?? [];
      const [times, ends, titles, texts, colors] = ['time', 'timeEnd', 'title', 'text', 'color'].map(column);
      return times.flatMap((time, row): Mark[] => {
        if (typeof time !== 'number') {
          return [];
        }
        const end = ends[row];
        const words = [titles[row], texts[row]].filter((part) => typeof part === 'string' && part !== '');
        return [
          { time, end: typeof end === 'number' ? end : time, text: words.join(': '), color: String(colors[row] ?? '') },
        ];
      });
    })
    .sort((one, other) => one.time - other.time)
    .slice(-MOST);
}

/** Draws the marks as lines behind the series; drawn anew with the plot. */
export function AnnotationLines({
  config,
  marks,
  fallback,
}: {
  config: UPlotConfigBuilder;
  marks: Mark[];
  fallback: string;
}) {
  const latest = useRef(marks);
  const plot = useRef<uPlot>(null);
  useEffect(() => {
    latest.current = marks;
    plot.current?.redraw(false);
  }, [marks]);
  const draw = useMemo(
    () => (u: uPlot) => {
      plot.current = u;
      const { left, top, width, height } = u.bbox;
      u.ctx.save();
      u.ctx.beginPath();
      u.ctx.rect(left, top, width, height);
      u.ctx.clip();
      u.ctx.setLineDash([3 * devicePixelRatio, 3 * devicePixelRatio]);
      // Many marks are a texture and must not hide the series.
      u.ctx.globalAlpha = latest.current.length > CROWD ? 0.2 : 0.6;
      for (const { time, color } of latest.current) {
        const x = Math.round(u.valToPos(time, 'x', true)) + 0.5;
        u.ctx.strokeStyle = color || fallback;
        u.ctx.beginPath();
        u.ctx.moveTo(x, top);
        u.ctx.lineTo(x, top + height);
        u.ctx.stroke();
      }
      u.ctx.restore();
    },
    [fallback]
  );
  useLayoutEffect(() => config.addHook('drawAxes', draw), [config, draw]);
  return null;
}
