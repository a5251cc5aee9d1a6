import { getBackendSrv } from '@grafana/runtime';
import { readDashboard, type DashboardModel } from './model';

export interface DashboardEntry {
  uid: string;
  title: string;
  file: string;
}

/** The bundled dashboards, put in by the build; the first one is the home page. */
declare const LOOPSCOPE_DASHBOARDS: DashboardEntry[];

export const DASHBOARDS: DashboardEntry[] = LOOPSCOPE_DASHBOARDS;

/** Reads a bundled dashboard by its uid; null where there is none of that name. */
export async function fetchDashboard(uid: string): Promise<DashboardModel | null> {
  const known = DASHBOARDS.find((dashboard) => dashboard.uid === uid);
  if (!known) {
    return null;
  }
  return readDashboard(await getBackendSrv().get<unknown>(`/dashboards/${known.file}`));
}
