/**
 * Data frames as plain objects: structurally Grafana's `DataFrame`, without its package,
 * so that the command line, a server and the browser build the very same thing.
 */

export type FieldTypeName = 'time' | 'number' | 'string' | 'boolean' | 'other';

export interface FrameField {
  name: string;
  type: FieldTypeName;
  labels?: Record<string, string>;
  config: FieldConfig;
  values: unknown[];
}

/** The part of Grafana's field config that frames set. */
export interface FieldConfig {
  displayName?: string;
  displayNameFromDS?: string;
  description?: string;
  unit?: string;
  decimals?: number;
  min?: number;
  max?: number;
  filterable?: boolean;
  interval?: number;
  color?: { mode: string; fixedColor?: string };
  custom?: Record<string, unknown>;
  links?: unknown[];
}

export interface FrameMeta {
  type?: string;
  typeVersion?: [number, number];
  preferredVisualisationType?: 'graph' | 'table' | 'logs' | 'trace' | 'nodeGraph';
  preferredVisualisationPluginId?: string;
  /** Exemplars are drawn over the series, not as one. */
  dataTopic?: 'annotations';
  notices?: Array<{ severity: 'info' | 'warning' | 'error'; text: string }>;
  custom?: Record<string, unknown>;
  executedQueryString?: string;
}

export interface Frame {
  name: string;
  refId?: string;
  meta: FrameMeta;
  fields: FrameField[];
  length: number;
}
