import { useMemo } from 'react';
import { LoadingState, type PanelProps } from '@grafana/data';
import { PanelMessage } from '../../shared/PanelMessage';
import { readFrames } from '../model/read';
import { whyEmpty } from '../model/states';
import { withDefaults, type TraceOptions } from '../options';
import { LoopView } from './LoopView';
import { sourceOf } from './ask';

/** One loop, folded by iteration. */
export function TracePanel(props: PanelProps<TraceOptions>) {
  const { data, options: saved, width, height, replaceVariables } = props;
  const options = useMemo(() => withDefaults(saved), [saved]);
  const read = useMemo(() => readFrames(data.series), [data.series]);
  const source = useMemo(() => sourceOf(data.request, data.series[0]?.refId), [data.request, data.series]);

  const failure = data.errors?.[0]?.message ?? data.error?.message;
  const message = whyEmpty(data.series, read, data.state === LoadingState.Loading, failure);
  if (message !== null) {
    return <PanelMessage width={width} height={height} {...message} />;
  }
  const wanted = replaceVariables(options.traceId);
  return (
    <LoopView
      read={read}
      frames={data.series}
      request={data.request}
      source={source}
      wantedTrace={wanted}
      options={options}
      openIteration={iterationOf(options.openIteration, replaceVariables)}
      openSpan={replaceVariables(options.openSpan)}
      width={width}
      height={height}
    />
  );
}

function iterationOf(written: number | string | null, replace: (text: string) => string): number | null {
  if (typeof written !== 'string') {
    return written;
  }
  const text = replace(written).trim();
  return text !== '' && Number.isFinite(Number(text)) ? Number(text) : null;
}
