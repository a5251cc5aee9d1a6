import { locationUtil } from '@grafana/data';
import { EmptyState, LinkButton } from '@grafana/ui';
import { loopsPath } from '../../core/appPaths';
import type { LoopScene } from './LoopScene';

/** The address names no loop, or one that the data source does not have. */
export function NoLoop({ scene }: { scene: LoopScene }) {
  const { ds, id } = scene.useState();
  return (
    <EmptyState
      variant="not-found"
      hideImage
      message={id === '' ? 'The address names no loop' : `There is no loop ${id.slice(0, 80)} in this data source`}
      button={<LinkButton href={locationUtil.assureBaseUrl(loopsPath(ds))}>All loops</LinkButton>}
    >
      {id !== '' &&
        'It may have been deleted, lie outside of the time range of the address, or belong to another data source.'}
    </EmptyState>
  );
}
