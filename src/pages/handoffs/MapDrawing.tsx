import { css, cx } from '@emotion/css';
import { useId, useState, type KeyboardEvent } from 'react';
import type { GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';
import type { MapLayout } from './layout';
import type { HandoffGraph } from './model';
import { edgeWords, shorten } from './words';

interface Props {
  graph: HandoffGraph;
  layout: MapLayout;
  /** The figures of each agent. */
  words: string[];
  onSelect?: (agent: string) => void;
}

/** The map itself: boxes and arrows, the thicker the more often. What the pointer rests on stays, the rest fades. */
export function MapDrawing({ graph, layout, words, onSelect }: Props) {
  const styles = useStyles2(getStyles);
  const id = useId();
  const [lifted, setLifted] = useState<number | null>(null);
  const touches = (from: number, to: number) => lifted === null || from === lifted || to === lifted;
  const near = new Set(graph.edges.flatMap(({ from, to }) => (lifted !== null && touches(from, to) ? [from, to] : [])));
  return (
    <svg
      className={styles.map}
      width={layout.width}
      height={layout.height}
      viewBox={`0 0 ${layout.width} ${layout.height}`}
      role="group"
      aria-label="Agents"
    >
      <defs>
        <marker
          id={`${id}-full`}
          viewBox="0 0 8 8"
          refX="7"
          refY="4"
          markerWidth="9"
          markerHeight="9"
          markerUnits="userSpaceOnUse"
          orient="auto"
        >
          <path d="M0 0L8 4L0 8Z" className={styles.head} />
        </marker>
        <marker
          id={`${id}-open`}
          viewBox="-1 -1 10 10"
          refX="7"
          refY="4"
          markerWidth="10"
          markerHeight="10"
          markerUnits="userSpaceOnUse"
          orient="auto-start-reverse"
        >
          <path d="M0 0L8 4L0 8" className={styles.openHead} />
        </marker>
      </defs>
      {layout.lines.map(({ edge, path, label }) => {
        const { from, to, type, count } = edge;
        const delegated = type === 'delegation';
        return (
          <g key={`${from} ${to} ${type}`} className={cx(!touches(from, to) && styles.faded)} aria-hidden="true">
            <title>{edgeWords(graph, edge)}</title>
            <path
              d={path}
              className={styles.edge}
              strokeWidth={Math.min(6, 1.2 + Math.log2(Math.max(1, count)))}
              strokeDasharray={delegated ? '6 4' : undefined}
              markerEnd={`url(#${id}-${delegated ? 'open' : 'full'})`}
              markerStart={delegated ? `url(#${id}-open)` : undefined}
            />
            <rect x={label.x - 15} y={label.y - 9} width={30} height={18} rx={9} className={styles.pill} />
            <text x={label.x} y={label.y} className={styles.count}>
              ×{count >= 10_000 ? `${Math.round(count / 1000)}k` : count}
            </text>
          </g>
        );
      })}
      {graph.agents.map(({ name, failed }, place) => {
        const { x, y, width, height } = layout.boxes[place];
        const select = onSelect && (() => onSelect(name));
        return (
          <g
            key={name}
            className={cx(
              styles.agent,
              select && styles.link,
              lifted !== null && place !== lifted && !near.has(place) && styles.faded
            )}
            onPointerEnter={() => setLifted(place)}
            onPointerLeave={() => setLifted(null)}
            onFocus={() => setLifted(place)}
            onBlur={() => setLifted(null)}
            onClick={select}
            onKeyDown={(event: KeyboardEvent) => {
              if (select && (event.key === 'Enter' || event.key === ' ')) {
                event.preventDefault();
                select();
              }
            }}
            role={select ? 'button' : 'img'}
            tabIndex={select ? 0 : undefined}
            aria-label={[name, words[place]].filter(Boolean).join(': ')}
          >
            <title>{[name, words[place]].filter(Boolean).join('\n')}</title>
            <rect
              x={x}
              y={y}
              width={width}
              height={height}
              rx={4}
              className={cx(styles.box, (failed ?? 0) > 0 && styles.failed)}
            />
            <text x={x + 10} y={y + (words[place] ? 18 : 27)} className={styles.name}>
              {shorten(name, width)}
            </text>
            <text x={x + 10} y={y + 34} className={styles.words}>
              {words[place]}
            </text>
          </g>
        );
      })}
    </svg>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  map: css({ display: 'block', margin: '0 auto', fontFamily: theme.typography.fontFamily }),
  edge: css({ fill: 'none', stroke: theme.colors.text.secondary }),
  head: css({ fill: theme.colors.text.secondary }),
  openHead: css({ fill: 'none', stroke: theme.colors.text.secondary, strokeWidth: 1.4 }),
  pill: css({ fill: theme.colors.background.primary, stroke: theme.colors.border.medium }),
  count: css({
    fill: theme.colors.text.primary,
    fontSize: 11,
    textAnchor: 'middle',
    dominantBaseline: 'central',
    fontVariantNumeric: 'tabular-nums',
  }),
  agent: css({ outline: 'none', '&:focus-visible rect': { stroke: theme.colors.primary.main, strokeWidth: 2 } }),
  link: css({ cursor: 'pointer' }),
  faded: css({ opacity: 0.25 }),
  box: css({ fill: theme.colors.background.secondary, stroke: theme.colors.border.strong }),
  failed: css({ stroke: theme.colors.warning.border }),
  name: css({ fill: theme.colors.text.primary, fontSize: 13, fontWeight: theme.typography.fontWeightMedium }),
  words: css({ fill: theme.colors.text.secondary, fontSize: 11, fontVariantNumeric: 'tabular-nums' }),
});
