import { useCallback, useMemo, useState } from 'react';
import { dateTimeFormat, LoadingState, type PanelProps } from '@grafana/data';
import { PanelMessage } from '../../common/PanelMessage';
import { useSteadyData } from '../../common/useSteadyData';
import { readStrips } from '../model/readStrips';
import { whyEmpty } from '../model/states';
import type { Measure } from '../model/strips';
import { withDefaults, type StripsOptions } from '../options';
import { loopLinks } from './links';
import { StripsView, type Sorting } from './StripsView';

/** One row a loop, one cell an iteration: which loops do not converge, and where they went wrong. */
export function StripsPanel(props: PanelProps<StripsOptions>) {
  const { options: saved, width, height, timeZone, replaceVariables } = props;
  const data = useSteadyData(props.data, replaceVariables);
  const base = useMemo(() => withDefaults(saved), [saved]);
  // A choice in the panel holds until the option itself is changed.
  const [colour, setColour] = useState<{ under: Measure; value: Measure } | null>(null);
  const [sorting, setSorting] = useState<{ under: string; value: Sorting } | null>(null);
  const under = `${base.sortBy} ${base.direction}`;
  const options = useMemo<StripsOptions>(
    () => ({
      ...base,
      colourBy: colour?.under === base.colourBy ? colour.value : base.colourBy,
      ...(sorting?.under === under ? sorting.value : {}),
    }),
    [base, colour, sorting, under]
  );

  const strips = useMemo(() => readStrips(data.series), [data.series]);
  const linkOf = useMemo(() => loopLinks(strips, data), [strips, data]);
  const time = useCallback((ms: number) => dateTimeFormat(ms, { timeZone, format: 'YYYY-MM-DD HH:mm:ss' }), [timeZone]);
  const failure = data.errors?.[0]?.message ?? data.error?.message;
  const loading = data.state === LoadingState.Loading || data.state === LoadingState.Streaming;
  const message = whyEmpty(strips, loading, failure);
  if (message) {
    return <PanelMessage width={width} height={height} {...message} />;
  }
  return (
    <StripsView
      strips={strips}
      options={options}
      width={width}
      height={height}
      failure={failure}
      loading={loading}
      time={time}
      linkOf={linkOf}
      onColour={(value) => setColour({ under: base.colourBy, value })}
      onSort={(value) => setSorting({ under, value })}
    />
  );
}
