import { css } from '@emotion/css';
import { locationUtil, rangeUtil, type GrafanaTheme2 } from '@grafana/data';
import { PanelRenderer } from '@grafana/runtime';
import { LinkButton, useStyles2 } from '@grafana/ui';
import { useEffect, useMemo, useRef, useState } from 'react';
import { loopPath } from '../../core/appPaths';
import { Asking } from '../common/Asking';
import { pageQuery } from '../data/queries';
import { useAsk } from '../data/useAsk';

/** Props of `loopscope-app/loop/v1`, what other plugins hand over: they are kept as they are until a v2. */
export interface EmbeddedLoopProps {
  /** Uid of a Loopscope data source. */
  dataSourceUid: string;
  traceId: string;
  /** Grafana's time range, the last day unless given. */
  from?: string;
  to?: string;
  /** Pixels, 320 unless given. */
  height?: number;
}

/** One loop: how it converged, and a link to its page. */
export default function EmbeddedLoop({
  dataSourceUid,
  traceId,
  from = 'now-24h',
  to = 'now',
  height = 320,
}: EmbeddedLoopProps) {
  const styles = useStyles2(getStyles);
  const [box, width] = useWidth();
  const range = useMemo(() => rangeUtil.convertRawToRange({ from, to }), [from, to]);
  const queries = useMemo(
    () => [
      pageQuery('loops', { queryType: 'loops', traceId }),
      pageQuery('iterations', { queryType: 'iterations', traceId }),
    ],
    [traceId]
  );
  const asked = useAsk(dataSourceUid, queries, range);
  const isEmpty = !asked.reading && asked.data !== undefined && asked.data.series.every(({ length }) => length === 0);
  return (
    <section aria-label="Loop" ref={box}>
      <div className={styles.bar}>
        <LinkButton
          size="sm"
          fill="text"
          icon="external-link-alt"
          href={locationUtil.assureBaseUrl(loopPath({ dataSource: dataSourceUid, traceId, from, to }))}
        >
          Open in Loopscope
        </LinkButton>
      </div>
      <Asking asked={asked} what="loop" />
      {isEmpty && (asked.data?.errors ?? []).length === 0 && <p>There is no loop with the id {traceId}.</p>}
      {asked.data && !isEmpty && width > 0 && (
        <PanelRenderer
          pluginId="loopscope-convergence-panel"
          title="Convergence"
          data={asked.data}
          width={width}
          height={height}
        />
      )}
    </section>
  );
}

function useWidth(): [box: React.RefObject<HTMLElement | null>, width: number] {
  const box = useRef<HTMLElement>(null);
  const [width, setWidth] = useState(0);
  useEffect(() => {
    const observer = new ResizeObserver(([entry]) => setWidth(Math.floor(entry.contentRect.width)));
    if (box.current) {
      observer.observe(box.current);
    }
    return () => observer.disconnect();
  }, []);
  return [box, width];
}

const getStyles = (theme: GrafanaTheme2) => ({
  bar: css({ display: 'flex', justifyContent: 'flex-end', marginBottom: theme.spacing(0.5) }),
});
