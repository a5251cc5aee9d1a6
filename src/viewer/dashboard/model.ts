import type { AnnotationQuery, DataTransformerConfig, FieldConfigSource } from '@grafana/data';
import type { DataQuery, DataSourceRef } from '@grafana/schema';

/** The part of Grafana's classic dashboard JSON that the viewer reads. */
export interface DashboardModel {
  uid: string;
  title: string;
  description?: string;
  tags?: string[];
  timezone?: string;
  refresh?: string | false;
  time?: { from: string; to: string };
  timepicker?: { refresh_intervals?: string[] };
  graphTooltip?: number;
  links?: LinkModel[];
  panels?: PanelModel[];
  templating?: { list?: VariableModel[] };
  annotations?: { list?: AnnotationModel[] };
}

export interface LinkModel {
  title: string;
  type: string;
  url?: string;
  icon?: string;
  tooltip?: string;
  targetBlank?: boolean;
  keepTime?: boolean;
  includeVars?: boolean;
}

export interface GridPos {
  x: number;
  y: number;
  w: number;
  h: number;
}

export interface PanelModel {
  id?: number;
  type: string;
  title?: string;
  description?: string;
  gridPos?: GridPos;
  /** Of a row. */
  collapsed?: boolean;
  /** The panels of a collapsed row. */
  panels?: PanelModel[];
  transparent?: boolean;
  datasource?: DataSourceRef | null;
  targets?: DataQuery[];
  options?: Record<string, unknown>;
  fieldConfig?: FieldConfigSource;
  transformations?: DataTransformerConfig[];
  interval?: string;
  maxDataPoints?: number;
  pluginVersion?: string;
}

export interface VariableModel {
  type: string;
  name: string;
  label?: string | null;
  description?: string | null;
  hide?: number;
  skipUrlSync?: boolean;
  datasource?: DataSourceRef | null;
  query?: string | Record<string, unknown>;
  definition?: string;
  regex?: string;
  refresh?: number;
  sort?: number;
  multi?: boolean;
  includeAll?: boolean;
  allValue?: string | null;
  allowCustomValue?: boolean;
  current?: { value?: string | string[]; text?: string | string[] };
  options?: Array<{ value?: string | string[]; text?: string | string[] }>;
  auto?: boolean;
  auto_min?: string;
  auto_count?: number;
  filters?: Array<{ key: string; operator: string; value: string }>;
  baseFilters?: Array<{ key: string; operator: string; value: string }>;
}

export type AnnotationModel = AnnotationQuery;

/** Whether an answer of the server is a dashboard; says what is missing where it is not. */
export function readDashboard(json: unknown): DashboardModel {
  if (isDashboard(json)) {
    return json;
  }
  throw new Error('The server answered something that is no dashboard: it has no title and no panels.');
}

function isDashboard(json: unknown): json is DashboardModel {
  return (
    typeof json === 'object' &&
    json !== null &&
    'title' in json &&
    typeof json.title === 'string' &&
    'panels' in json &&
    Array.isArray(json.panels)
  );
}
