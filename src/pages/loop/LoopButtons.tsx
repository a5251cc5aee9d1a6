import { locationUtil } from '@grafana/data';
import { sceneGraph } from '@grafana/scenes';
import { ClipboardButton, LinkButton } from '@grafana/ui';
import { comparePath } from '../../core/appPaths';
import { CreateAlert } from '../alerts/CreateAlert';
import { AddToDashboard } from '../dashboards/AddToDashboard';
import { pageQuery } from '../data/queries';
import type { LoopRow } from '../data/readLoops';
import { logsLink } from './logs';
import { dashboardPath, explorePath } from './paths';
import type { LoopScene } from './LoopScene';

/** Where else this loop can be looked at; what needs more than its id waits for the row. */
export function LoopButtons({ scene, row }: { scene: LoopScene; row: LoopRow | null }) {
  const { ds, id } = scene.useState();
  const { from, to, value } = sceneGraph.getTimeRange(scene).useState();
  const logs = row && logsLink(ds, row, { from, to });
  const href = locationUtil.assureBaseUrl;
  return (
    <>
      <LinkButton variant="secondary" icon="code-branch" href={href(comparePath(ds, id, ''))}>
        Compare with…
      </LinkButton>
      <LinkButton variant="secondary" icon="compass" href={href(explorePath(ds, id, { from, to }))}>
        Explore
      </LinkButton>
      <LinkButton
        variant="secondary"
        icon="gf-logs"
        disabled={logs === null}
        href={logs ? href(logs.path) : undefined}
        tooltip={logs?.title}
      >
        Logs
      </LinkButton>
      <LinkButton
        variant="secondary"
        icon="apps"
        disabled={row === null}
        href={row ? href(dashboardPath(ds, row.loop, { from, to })) : undefined}
      >
        Dashboard
      </LinkButton>
      <AddToDashboard
        ds={ds}
        title={row === null || row.loop === null ? 'Convergence' : `Convergence: ${row.loop}`}
        queries={[
          pageQuery('A', { queryType: 'loops', traceId: id }),
          pageQuery('B', { queryType: 'iterations', traceId: id }),
        ]}
        timeRange={value}
      />
      <CreateAlert ds={ds} scope={row && { loop: row.loop, env: row.env }} />
      <ClipboardButton variant="secondary" icon="share-alt" getText={() => window.location.href}>
        Copy link
      </ClipboardButton>
    </>
  );
}
