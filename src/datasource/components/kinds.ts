import { isBackend, STORE_KINDS, type StoreKind } from '../config';

interface KindInfo {
  label: string;
  description: string;
  /** What a URL of this kind looks like. */
  url: string;
  urlLabel: string;
}

export const KINDS: Record<StoreKind, KindInfo> = {
  jsonl: {
    label: 'JSONL files over HTTP',
    description: 'The browser reads loop records from files that a web server offers, up to a few hundred megabytes.',
    url: 'http://localhost:4319/files',
    urlLabel: 'URL of the folder',
  },
  server: {
    label: 'Loopscope server',
    description: 'A running "loopscope serve" answers beside the data: for big stores and many viewers.',
    url: 'http://localhost:4319',
    urlLabel: 'URL of the server',
  },
  tempo: {
    label: 'Tempo',
    description: 'Loops are traces in Grafana Tempo: searched, filtered and summed up there by TraceQL.',
    url: 'http://localhost:3200',
    urlLabel: 'URL of Tempo',
  },
  jaeger: {
    label: 'Jaeger',
    description: 'Loops are traces in Jaeger, which answers whole traces only: for the newest few hundred loops.',
    url: 'http://localhost:16686',
    urlLabel: 'URL of Jaeger',
  },
  loki: {
    label: 'Loki',
    description: 'Loop records are log lines in Grafana Loki: found by a stream selector.',
    url: 'http://localhost:3100',
    urlLabel: 'URL of Loki',
  },
};

export const KIND_OPTIONS = STORE_KINDS.map((value) => ({
  value,
  label: KINDS[value].label,
  description: KINDS[value].description,
}));

/** A new backend is reached through a data source of this Grafana, unless a URL was written already. */
export function backendUidOf(kind: StoreKind, previous: StoreKind, saved: string | undefined, url: string) {
  if (!isBackend(kind)) {
    return saved;
  }
  // Another backend's data source cannot serve.
  return saved !== undefined || url === '' ? (kind === previous ? saved : '') : undefined;
}
