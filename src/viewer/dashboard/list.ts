import { getBackendSrv } from '@grafana/runtime';
import { readDashboard, type DashboardModel } from './model';

/** The bundled dashboards, the first one is the home page. */
export const DASHBOARDS = [{ uid: 'loop-convergence', title: 'Loop convergence', file: 'loop-convergence.json' }];

/** Reads a bundled dashboard by its uid; null where there is none of that name. */
export async function fetchDashboard(uid: string): Promise<DashboardModel | null> {
  const known = DASHBOARDS.find((dashboard) => dashboard.uid === uid);
  if (!known) {
    return null;
  }
  return readDashboard(await getBackendSrv().get<unknown>(`/dashboards/${known.file}`));
}
