import { useMemo } from 'react';
import { useTheme2 } from '@grafana/ui';
import { paletteOf } from '../../common/colours';
import { gridTemplate } from '../model/columnsShown';
import { byStep, criticalPath, type Section } from '../model/criticalPath';
import { valueText } from '../model/details';
import { digestOf, type Digest } from '../model/digest';
import type { Row } from '../model/rows';
import type { WarningPlaces } from '../model/stops';
import type { SpanDetail } from '../model/traceFrame';
import type { LoopTree } from '../model/tree';
import type { RowContext } from './rowContext';
import type { Waterfall } from './useWaterfall';

interface Parts {
  tree: LoopTree;
  places: WarningPlaces;
  fall: Waterfall;
  found: { steps: ReadonlySet<number>; groups: ReadonlySet<number> } | null;
  attributesOf: (step: number) => SpanDetail | null;
  toggle: (row: Row) => void;
  pick: (row: Row) => void;
  show: (row: Row) => void;
}

const NOTHING: readonly never[] = [];

/** What rows share. Figures of iterations and critical paths are worked out when a row first needs them. */
export function useRowContext({ tree, places, fall, found, attributesOf, toggle, pick, show }: Parts): RowContext {
  const theme = useTheme2();
  const palette = useMemo(() => paletteOf(theme), [theme]);
  const digest = useMemo(() => {
    const known = new Map<number, Digest>();
    return (g: number) => remember(known, g, () => digestOf(tree, g));
  }, [tree]);
  const sections = useMemo(() => {
    const known = new Map<number, Map<number, Section[]>>();
    return (g: number) => remember(known, g, () => byStep(criticalPath(tree, g)));
  }, [tree]);
  const { scale, extent, lines, columns, width, styles, path } = fall;

  return useMemo(
    (): RowContext => ({
      tree,
      scale,
      extent,
      lines,
      columns,
      template: gridTemplate(columns, width),
      narrow: width < 600,
      styles,
      theme,
      palette,
      digest,
      warningsOfGroup: (g) => places.ofGroup.get(g) ?? NOTHING,
      warningsOfStep: (step) => places.ofStep.get(step) ?? NOTHING,
      attribute: (step, key) => {
        const written = attributesOf(step)?.attributes.find((attribute) => attribute.key === key);
        return written === undefined ? null : valueText(written.value);
      },
      path: path ? (g, step) => sections(g).get(step) ?? NOTHING : null,
      isFound: found === null ? null : (row) => isFound(row, found),
      onToggle: toggle,
      onPick: pick,
      onShow: show,
    }),
    [
      tree,
      scale,
      extent,
      lines,
      columns,
      width,
      styles,
      theme,
      palette,
      digest,
      places,
      attributesOf,
      path,
      sections,
      found,
      toggle,
      pick,
      show,
    ]
  );
}

function isFound(row: Row, { steps, groups }: NonNullable<Parts['found']>): boolean {
  switch (row.kind) {
    case 'step':
      return steps.has(row.step);
    case 'fold':
      return row.members.some((member) => steps.has(member));
    case 'group':
      return groups.has(row.group);
    case 'note':
    case 'event':
      return false;
  }
}

function remember<K, V>(known: Map<K, V>, key: K, make: () => V): V {
  const value = known.get(key) ?? make();
  known.set(key, value);
  return value;
}
