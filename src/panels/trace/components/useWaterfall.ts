import { useCallback, useMemo, useState } from 'react';
import { useStyles2 } from '@grafana/ui';
import { columnsFilled, columnsShown } from '../model/columnsShown';
import { axisFor, ticksOf, timeScale, type Extent } from '../model/scale';
import type { LoopTree } from '../model/tree';
import type { TimeAxis, TraceOptions } from '../options';
import { getStyles } from './styles';

/** A choice made in the panel; it holds until the option under it is changed. */
function useChoice<T>(option: T): [T, (value: T) => void] {
  const [choice, setChoice] = useState<{ under: T; value: T } | null>(null);
  const set = useCallback((value: T) => setChoice({ under: option, value }), [option]);
  return [choice !== null && choice.under === option ? choice.value : option, set];
}

/** The time axis with its zoom, and the columns beside it. */
export function useWaterfall(tree: LoopTree, options: TraceOptions, width: number) {
  const styles = useStyles2(getStyles);
  const [axis, chooseAxis] = useChoice<TimeAxis>(axisFor(tree, options.timeAxis));
  const [path, setPath] = useChoice(options.criticalPath);
  const [attributes, setAttributes] = useChoice(options.attributes);
  const [zoom, setZoom] = useState<Extent | null>(null);
  const scale = useMemo(() => timeScale(tree, axis), [tree, axis]);
  const extent = zoom ?? scale.whole;
  const columns = useMemo(
    () => columnsShown(columnsFilled(tree, options.columns), attributes, width),
    [tree, options.columns, attributes, width]
  );
  const lines = useMemo(() => ticksOf(extent, Math.max(2, Math.floor(width / 260))), [extent, width]);
  const { whole } = scale;
  const zoomTo = useCallback(
    (from: number, to: number) => {
      const { from: start, to: end } = extent;
      const next = {
        from: Math.max(whole.from, start + from * (end - start)),
        to: Math.min(whole.to, start + to * (end - start)),
      };
      // a clock's own step is the least that can be told apart
      if (next.to - next.from > 0.001) {
        setZoom(next.from <= whole.from && next.to >= whole.to ? null : next);
      }
    },
    [extent, whole]
  );
  return {
    styles,
    width,
    axis,
    setAxis: (next: TimeAxis) => {
      setZoom(null);
      chooseAxis(next);
    },
    path,
    togglePath: () => setPath(!path),
    attributes,
    toggleAttribute: (key: string) =>
      setAttributes(attributes.includes(key) ? attributes.filter((own) => own !== key) : [...attributes, key]),
    scale,
    extent,
    lines,
    columns,
    zoomed: zoom !== null,
    zoomTo,
    resetZoom: () => setZoom(null),
  };
}

export type Waterfall = ReturnType<typeof useWaterfall>;
