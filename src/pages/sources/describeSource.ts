import type { DataSourceInstanceSettings } from '@grafana/data';
import { getBackendSrv, getDataSourceSrv } from '@grafana/runtime';
import { borrows, findBackend } from '../../datasource/backends';
import { KINDS } from '../../datasource/components/kinds';
import { normalizeOptions, type StoreKind } from '../../datasource/config';
import { mayUser } from '../common/mayUser';

export interface SourceFacts {
  kind: StoreKind;
  /** What people call the kind. */
  kindName: string;
  /** The data source of Grafana that is asked in its place: its name, or null where it is not there. */
  through: { uid: string; name: string | null } | null;
  /** Its own address where the browser asks it by itself, without Grafana between. */
  direct: string | null;
}

const PROXY = '/api/datasources/';

/** What a data source reads and through what. */
export function factsOf(settings: DataSourceInstanceSettings): SourceFacts {
  const options = normalizeOptions(settings.jsonData);
  const url = settings.url ?? '';
  return {
    kind: options.kind,
    kindName: KINDS[options.kind].label,
    through: borrows(options) ? { uid: options.backendUid, name: nameOf(options.kind, options.backendUid) } : null,
    direct: /^https?:\/\//.test(url) && !url.includes(PROXY) ? url : null,
  };
}

function nameOf(kind: Parameters<typeof findBackend>[0], uid: string): string | null {
  try {
    return findBackend(kind, uid, getDataSourceSrv()).name;
  } catch {
    return null;
  }
}

/** The address behind Grafana's proxy, for those who may see the settings; null for others. */
export async function readAddress(uid: string): Promise<string | null> {
  if (!mayUser('datasources:read')) {
    return null;
  }
  try {
    const saved: unknown = await getBackendSrv().get(
      `/api/datasources/uid/${encodeURIComponent(uid)}`,
      undefined,
      undefined,
      {
        showErrorAlert: false,
      }
    );
    return typeof saved === 'object' &&
      saved !== null &&
      'url' in saved &&
      typeof saved.url === 'string' &&
      saved.url !== ''
      ? saved.url
      : null;
  } catch {
    return null;
  }
}
