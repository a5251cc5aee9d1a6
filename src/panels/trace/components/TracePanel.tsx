import { useId, useMemo, useState } from 'react';
import { LoadingState, type PanelProps } from '@grafana/data';
import { Combobox } from '@grafana/ui';
import { PanelMessage } from '../../common/PanelMessage';
import { useSteadyData } from '../../common/useSteadyData';
import { readFrames } from '../model/read';
import { whyEmpty } from '../model/states';
import { withDefaults, type TraceOptions } from '../options';
import { LoopView } from './LoopView';
import { sourceOf } from './ask';

const CHOOSER_HEIGHT = 40;

/** One loop, folded by iteration. */
export function TracePanel(props: PanelProps<TraceOptions>) {
  const { options: saved, width, height, timeZone, replaceVariables } = props;
  const data = useSteadyData(props.data, replaceVariables);
  const id = useId();
  const options = useMemo(() => withDefaults(saved), [saved]);
  const read = useMemo(() => readFrames(data.series), [data.series]);
  const source = useMemo(() => sourceOf(data.request, data.series[0]?.refId), [data.request, data.series]);

  const loops = useMemo(
    () => read.loops.map(({ traceId, name }) => ({ value: traceId ?? '', label: name, description: traceId ?? '' })),
    [read]
  );
  const [choice, setChoice] = useState<string | null>(null);
  const failure = data.errors?.[0]?.message ?? data.error?.message;
  const loading = data.state === LoadingState.Loading || data.state === LoadingState.Streaming;
  const message = whyEmpty(data.series, read, loading, failure);
  if (message !== null) {
    return <PanelMessage width={width} height={height} {...message} />;
  }
  const wanted = choice ?? replaceVariables(options.traceId);
  const loop = read.loops.find(({ traceId }) => traceId === wanted) ?? read.loops[0];
  const top = read.loops.length > 1 ? CHOOSER_HEIGHT : 0;
  return (
    <>
      {top > 0 && (
        <div style={{ height: top, maxWidth: 360 }}>
          <span id={id} hidden>
            Loop
          </span>
          <Combobox
            aria-labelledby={id}
            value={loop.traceId ?? ''}
            options={loops}
            onChange={({ value }) => setChoice(value)}
          />
        </div>
      )}
      <LoopView
        read={read}
        traceId={loop.traceId}
        name={loop.name}
        frames={data.series}
        request={data.request}
        source={source}
        options={options}
        openIteration={iterationOf(options.openIteration, replaceVariables)}
        openSpan={replaceVariables(options.openSpan)}
        timeZone={timeZone}
        width={width}
        height={height - top}
      />
    </>
  );
}

function iterationOf(written: number | string | null, replace: (text: string) => string): number | null {
  if (typeof written !== 'string') {
    return written;
  }
  const text = replace(written).trim();
  return text !== '' && Number.isFinite(Number(text)) ? Number(text) : null;
}
