import { css } from '@emotion/css';
import { useEffect, useMemo, useState } from 'react';
import type { DataFrame, GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';
import { HopList } from './HopList';
import type { MapLayout } from './layout';
import { MapDrawing } from './MapDrawing';
import { readHandoffs, type HandoffGraph } from './model';
import { agentWords, edgeWords } from './words';

interface Props {
  /** Of a `handoffs` query: nodes and edges; the edges tell the order in `meta.custom.hops`. */
  frames: DataFrame[];
  /** Room for the map (pixels); it scrolls where it is larger. */
  height?: number;
  onSelect?: (agent: string) => void;
}

/** Who handed over to whom, each pair once with a count, beside the order in which it ran. */
export function HandoffMap({ frames, height = 360, onSelect }: Props) {
  const styles = useStyles2(getStyles);
  const graph = useMemo(() => readHandoffs(frames), [frames]);
  const words = useMemo(() => graph.agents.map(agentWords), [graph]);
  const [width, setWidth] = useState(0);
  const [box, setBox] = useState<HTMLDivElement | null>(null);
  useEffect(() => {
    if (!box) {
      return;
    }
    const observer = new ResizeObserver(([entry]) => setWidth(Math.round(entry.contentRect.width)));
    observer.observe(box);
    return () => observer.disconnect();
  }, [box]);
  const room = Math.round(width < 640 ? width : width * 0.7);
  const layout = useLayout(graph, words, width > 0 && width < 480 ? 'TB' : 'LR', room);

  if (graph.agents.length === 0) {
    return (
      <div className={styles.empty} role="status">
        No agent spans and no handoffs were recorded.
      </div>
    );
  }
  return (
    <div className={styles.root} ref={setBox}>
      <div className={styles.map} style={{ height }} tabIndex={0} role="group" aria-label="Handoff map">
        {layout && width > 0 && <MapDrawing graph={graph} layout={layout} words={words} onSelect={onSelect} />}
      </div>
      <HopList graph={graph} height={height} />
      <ul className={styles.hidden} aria-label="Agents and handoffs">
        {graph.agents.map((agent, place) => (
          <li key={`agent ${agent.name}`}>{[agent.name, words[place]].filter(Boolean).join(': ')}</li>
        ))}
        {graph.edges.map((edge) => (
          <li key={`${edge.from} ${edge.to} ${edge.type}`}>{edgeWords(graph, edge)}</li>
        ))}
      </ul>
    </div>
  );
}

/** The layout's library is fetched when the first map is drawn. */
function useLayout(graph: HandoffGraph, words: string[], direction: 'LR' | 'TB', room: number): MapLayout | null {
  const [done, setDone] = useState<MapLayout | null>(null);
  useEffect(() => {
    let wanted = true;
    void import('./layout').then(({ layoutHandoffs }) => {
      if (wanted) {
        setDone(layoutHandoffs(graph, words, direction, room));
      }
    });
    return () => {
      wanted = false;
    };
  }, [graph, words, direction, room]);
  // While the next one is on its way, boxes of the last one must not be read with other agents.
  return done && done.boxes.length === graph.agents.length && done.lines.length === graph.edges.length ? done : null;
}

const getStyles = (theme: GrafanaTheme2) => ({
  root: css({ display: 'flex', flexWrap: 'wrap', gap: theme.spacing(2), minWidth: 0, position: 'relative' }),
  map: css({
    flex: '3 1 320px',
    minWidth: 0,
    overflow: 'auto',
    '&:focus-visible': { outline: `2px solid ${theme.colors.primary.main}`, outlineOffset: -2 },
  }),
  empty: css({ padding: theme.spacing(2), color: theme.colors.text.secondary, textAlign: 'center' }),
  hidden: css({ position: 'absolute', width: 1, height: 1, overflow: 'hidden', clipPath: 'inset(50%)' }),
});
