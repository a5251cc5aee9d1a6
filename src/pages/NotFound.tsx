import { locationUtil } from '@grafana/data';
import { EmptyState, LinkButton } from '@grafana/ui';
import { loopsPath } from '../core/appPaths';
import { PageFrame } from './common/PageFrame';

export function NotFound() {
  return (
    <PageFrame title="Not found" crumb="Not found">
      <EmptyState
        variant="not-found"
        hideImage
        message="The app has no page of this address."
        button={<LinkButton href={locationUtil.assureBaseUrl(loopsPath())}>All loops</LinkButton>}
      />
    </PageFrame>
  );
}
