import { locationUtil } from '@grafana/data';
import { EmptyState, LinkButton } from '@grafana/ui';
import { loopsPath } from '../../core/appPaths';
import { PageFrame } from '../common/PageFrame';

/** Two loops side by side. */
export function ComparePage() {
  return (
    <PageFrame title="Compare" crumb="Compare">
      <EmptyState
        variant="not-found"
        hideImage
        message="Loops cannot be compared here yet."
        button={<LinkButton href={locationUtil.assureBaseUrl(loopsPath())}>All loops</LinkButton>}
      />
    </PageFrame>
  );
}
