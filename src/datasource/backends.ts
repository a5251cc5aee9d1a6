import type { DataSourceInstanceSettings } from '@grafana/data';
import type { DataSourceSrv } from '@grafana/runtime';
import type { HttpPort } from '../stores/port';
import { StoreError } from '../stores/storeError';
import { isBackend, type BackendKind, type StoreConfig } from './config';

/** The type of Grafana's own data source and what people call it. */
export const BACKENDS: Record<BackendKind, { type: string; name: string }> = {
  tempo: { type: 'tempo', name: 'Tempo' },
  jaeger: { type: 'jaeger', name: 'Jaeger' },
  loki: { type: 'loki', name: 'Loki' },
};

type Known = Pick<DataSourceInstanceSettings, 'uid' | 'name' | 'type'>;
type Directory = Pick<DataSourceSrv, 'getInstanceSettings'>;

const ADVICE = 'Choose another one in the settings of this data source.';

/** The data source of Grafana that a config borrows; throws a sentence where it cannot be used. */
export function findBackend(kind: BackendKind, uid: string, directory: Directory): Known {
  const { type, name } = BACKENDS[kind];
  if (uid === '') {
    throw new StoreError(`No ${name} data source is chosen.`, ['Choose one in the settings of this data source.']);
  }
  const found = directory.getInstanceSettings(uid);
  if (!found) {
    throw new StoreError(
      `The ${name} data source with the uid "${uid}" is not there: it was deleted, or you may not see it.`,
      [ADVICE]
    );
  }
  if (found.type !== type) {
    const other = found.type === 'loopscope-datasource' ? 'another Loopscope data source' : `of the type ${found.type}`;
    throw new StoreError(`The data source "${found.name}" is ${other}, not a ${name} data source.`, [ADVICE]);
  }
  return { uid: found.uid, name: found.name, type: found.type };
}

/** True where a config asks a data source that Grafana has already. */
export function borrows(config: StoreConfig): config is StoreConfig & { kind: BackendKind; backendUid: string } {
  return isBackend(config.kind) && config.backendUid !== undefined;
}

/** The path of Grafana's proxy to a data source: its URL, credentials, headers and permissions hold there. */
export const proxyPath = (uid: string): string => `/api/datasources/proxy/uid/${encodeURIComponent(uid)}`;

/**
 * HTTP to a data source that Grafana has. It is looked for at each request, so that one that was deleted, or that came
 * back, is noticed without a reload; requests of one that cannot be used fail with a sentence.
 */
export function createBackendPort(
  kind: BackendKind,
  uid: string,
  directory: () => Directory,
  portOf: (baseUrl: string, name: string) => HttpPort
): HttpPort {
  return {
    request: async (request) => {
      const found = findBackend(kind, uid, directory());
      return portOf(proxyPath(found.uid), found.name).request(request);
    },
  };
}
