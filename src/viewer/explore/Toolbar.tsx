import { css } from '@emotion/css';
import { dateTime, rangeUtil, type GrafanaTheme2, type RawTimeRange } from '@grafana/data';
import { getDataSourceSrv } from '@grafana/runtime';
import { Combobox, InlineField, RefreshPicker, TimeRangePicker, useStyles2 } from '@grafana/ui';
import { useEffect, useMemo, useRef, useState } from 'react';
import type { ExploreState } from './state';
import { toTimeRange } from './useQueryResult';
import { settled } from '../../datasource/components/settled';

interface ToolbarProps {
  state: ExploreState;
  isLoading: boolean;
  onChange: (change: Partial<ExploreState>) => void;
  onRun: () => void;
}

const INTERVALS = ['5s', '10s', '30s', '1m', '5m'];

export function Toolbar({ state, isLoading, onChange, onRun }: ToolbarProps) {
  const styles = useStyles2(getStyles);
  const sources = getDataSourceSrv().getList();
  const [refresh, setRefresh] = useState('');
  const range = useMemo(() => toTimeRange(state.range), [state.range]);
  useInterval(onRun, refresh);

  function setRange({ from, to }: RawTimeRange) {
    onChange({ range: { from: toText(from), to: toText(to) } });
  }

  function shift(direction: -1 | 1) {
    const span = range.to.valueOf() - range.from.valueOf();
    const step = (direction * span) / 2;
    setRange({ from: dateTime(range.from.valueOf() + step), to: dateTime(range.to.valueOf() + step) });
  }

  function zoomOut() {
    const span = Math.max(1_000, range.to.valueOf() - range.from.valueOf());
    setRange({ from: dateTime(range.from.valueOf() - span / 2), to: dateTime(range.to.valueOf() + span / 2) });
  }

  return (
    <div className={styles.toolbar}>
      <InlineField label="Data source" className={styles.source}>
        <Combobox
          options={sources.map(({ uid, name }) => ({ value: uid, label: name }))}
          value={state.datasource || (sources[0]?.uid ?? null)}
          width="auto"
          minWidth={20}
          onChange={settled(({ value }) => onChange({ datasource: value }))}
        />
      </InlineField>
      <div className={styles.time}>
        <TimeRangePicker
          isOnCanvas
          value={range}
          timeZone="browser"
          onChange={({ raw }) => setRange(raw)}
          onChangeTimeZone={() => undefined}
          onMoveBackward={() => shift(-1)}
          onMoveForward={() => shift(1)}
          onZoom={zoomOut}
        />
        <RefreshPicker
          isOnCanvas
          primary
          text="Run"
          value={refresh}
          intervals={INTERVALS}
          isLoading={isLoading}
          onIntervalChanged={setRefresh}
          onRefresh={onRun}
        />
      </div>
    </div>
  );
}

/** Calls back every so often while an interval such as `5s` is chosen, and not in a hidden tab. */
function useInterval(callback: () => void, interval: string): void {
  const latest = useRef(callback);
  useEffect(() => {
    latest.current = callback;
  });
  useEffect(() => {
    if (interval === '') {
      return undefined;
    }
    const timer = window.setInterval(() => {
      if (!document.hidden) {
        latest.current();
      }
    }, rangeUtil.intervalToMs(interval));
    return () => window.clearInterval(timer);
  }, [interval]);
}

function toText(bound: RawTimeRange['from']): string {
  return typeof bound === 'string' ? bound : String(bound.valueOf());
}

const getStyles = (theme: GrafanaTheme2) => ({
  toolbar: css({ display: 'flex', flexWrap: 'wrap', justifyContent: 'space-between', gap: theme.spacing(1) }),
  source: css({ margin: 0 }),
  time: css({ display: 'flex', flexWrap: 'wrap', gap: theme.spacing(1) }),
});
