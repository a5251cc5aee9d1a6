import { dateTime, dateTimeFormatTimeAgo, locationUtil } from '@grafana/data';
import { sceneGraph } from '@grafana/scenes';
import { Button, EmptyState, LinkButton, Stack } from '@grafana/ui';
import { useEffect, useState } from 'react';
import { sourcesPath } from '../../core/appPaths';
import { errorsOf } from '../data/panelData';
import { findLatest } from '../data/findLatest';
import type { LoopRow } from '../data/readLoops';
import { NO_CHOICE, hasChoice } from './facets';
import type { LoopsScene } from './LoopsScene';

/** Nothing in this range, or nothing that the filters leave: says where loops are, one click away. */
export function NoLoops({ scene }: { scene: LoopsScene }) {
  const { ds, choice } = scene.useState();
  const { data } = scene.main().useState();
  const filtered = hasChoice(choice);
  const latest = useLatest(filtered ? '' : ds);
  if (errorsOf(data).length > 0) {
    return null;
  }
  if (filtered) {
    return (
      <EmptyState
        variant="not-found"
        hideImage
        message="No loops with these filters in this time range"
        button={<Button onClick={() => scene.onChange({ choice: NO_CHOICE })}>Clear the filters</Button>}
      />
    );
  }
  return (
    <EmptyState
      variant="not-found"
      hideImage
      message="No loops in this time range"
      button={<Ways scene={scene} latest={latest} />}
    >
      {latest === undefined
        ? 'Looking where the latest ones are…'
        : latest === null
          ? 'There are none at any other time either: this data source has no loops yet.'
          : `The latest one began ${agoOf(latest)}${latest.loop === null ? '' : `: ${latest.loop}`}.`}
    </EmptyState>
  );
}

function Ways({ scene, latest }: { scene: LoopsScene; latest: LoopRow | null | undefined }) {
  const start = latest?.startTime;
  return (
    <Stack direction="row" gap={1} justifyContent="center" wrap="wrap">
      {start !== undefined && start !== null && (
        <Button onClick={() => goTo(scene, start)}>Go to the latest loops</Button>
      )}
      <LinkButton variant="secondary" href={locationUtil.assureBaseUrl(sourcesPath())}>
        Sources
      </LinkButton>
    </Stack>
  );
}

const agoOf = ({ startTime }: LoopRow) =>
  startTime === null ? 'at a time that was not written' : dateTimeFormatTimeAgo(startTime);

/** A range as long as the one now, at least an hour, that ends shortly after a time. */
function goTo(scene: LoopsScene, time: number) {
  const range = sceneGraph.getTimeRange(scene);
  const { from, to } = range.state.value;
  const span = Math.max(3_600_000, to.valueOf() - from.valueOf());
  const end = dateTime(time + span * 0.05);
  const begin = dateTime(time - span * 0.95);
  range.onTimeRangeChange({ from: begin, to: end, raw: { from: begin, to: end } });
}

/** The newest loop of a data source; undefined while looking, null where there is none or it cannot be told. */
function useLatest(uid: string): LoopRow | null | undefined {
  const [latest, setLatest] = useState<LoopRow | null>();
  useEffect(() => {
    const abort = new AbortController();
    setLatest(undefined);
    if (uid !== '') {
      findLatest(uid, abort.signal).then(
        (row) => !abort.signal.aborted && setLatest(row),
        () => !abort.signal.aborted && setLatest(null)
      );
    }
    return () => abort.abort();
  }, [uid]);
  return latest;
}
