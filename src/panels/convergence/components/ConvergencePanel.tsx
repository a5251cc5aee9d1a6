import { useCallback, useMemo, useState } from 'react';
import { dateTimeFormat, LoadingState, type PanelProps } from '@grafana/data';
import { readLoops } from '../model/read';
import { remarks, whyEmpty } from '../model/states';
import { askedCharts, buildView } from '../model/view';
import type { ClockFormat, XAxis } from '../model/xaxis';
import { withDefaults, type ConvergenceOptions } from '../options';
import { PanelMessage } from '../../common/PanelMessage';
import { useSteadyData } from '../../common/useSteadyData';
import { Plot } from './Plot';

/** How loops converge: goal score, LES and token burn over one shared axis. */
export function ConvergencePanel(props: PanelProps<ConvergenceOptions>) {
  const { options: saved, width, height, timeZone, replaceVariables } = props;
  const data = useSteadyData(props.data, replaceVariables);
  const options = useMemo(() => withDefaults(saved), [saved]);
  // A choice in the panel holds until the option itself is changed.
  const [choice, setChoice] = useState<{ under: XAxis; axis: XAxis } | null>(null);
  const axis = choice?.under === options.axis ? choice.axis : options.axis;

  const read = useMemo(() => readLoops(data.series), [data.series]);
  const view = useMemo(
    () => buildView(read.loops, axis, { ...options, charts: askedCharts(options.charts, read.measures) }),
    [read, axis, options]
  );
  const rule = useMemo(
    () => ({ minLength: options.plateauLength, epsilon: options.plateauEpsilon }),
    [options.plateauLength, options.plateauEpsilon]
  );
  const clock = useCallback<ClockFormat>(
    (time, step) =>
      dateTimeFormat(time, {
        timeZone,
        format: step < 1000 ? 'HH:mm:ss.SSS' : step < 60_000 ? 'HH:mm:ss' : step < 86_400_000 ? 'HH:mm' : 'MM-DD',
      }),
    [timeZone]
  );
  const fullTime = useCallback(
    (time: number) => dateTimeFormat(time, { timeZone, format: 'YYYY-MM-DD HH:mm:ss' }),
    [timeZone]
  );

  const failure = data.errors?.[0]?.message ?? data.error?.message;
  const loading = data.state === LoadingState.Loading || data.state === LoadingState.Streaming;
  const message =
    options.charts.length === 0
      ? { title: 'No chart chosen', text: 'Choose at least one under Charts in the panel options.' }
      : whyEmpty(data.series, read, loading, failure);
  if (message) {
    return <PanelMessage width={width} height={height} {...message} />;
  }
  return (
    <Plot
      view={view}
      frames={data.series}
      width={width}
      height={height}
      rule={rule}
      legend={options.legend}
      remarks={remarks(read, view.unplaced, axis, view.drawn.length, failure)}
      clock={clock}
      fullTime={fullTime}
      onAxis={(next) => setChoice({ under: options.axis, axis: next })}
    />
  );
}
