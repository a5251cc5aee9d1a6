import { isObject } from '../core/formats/json';
import type { FieldTypeName, Frame, FrameField, FrameMeta } from './frame';

/** Grafana's data frame JSON: what its servers and ours send. */
export interface FrameJson {
  schema: {
    name: string;
    refId?: string;
    meta?: FrameMeta;
    fields: Array<Omit<FrameField, 'values'>>;
  };
  data: { values: unknown[][] };
}

export function toFrameJson({ name, refId, meta, fields }: Frame): FrameJson {
  return {
    schema: { name, refId, meta, fields: fields.map(({ values: _, ...field }) => field) },
    data: { values: fields.map(({ values }) => values) },
  };
}

const TYPES = new Set<string>(['time', 'number', 'string', 'boolean', 'other'] satisfies FieldTypeName[]);

/** Reads what `toFrameJson` wrote; null for anything else. */
export function fromFrameJson(json: unknown): Frame | null {
  if (!isObject(json) || !isObject(json.schema) || !Array.isArray(json.schema.fields) || !isObject(json.data)) {
    return null;
  }
  const columns = json.data.values;
  if (!Array.isArray(columns)) {
    return null;
  }
  const fields: FrameField[] = json.schema.fields.filter(isObject).map((field, i) => ({
    name: String(field.name),
    type: TYPES.has(String(field.type)) ? (String(field.type) as FieldTypeName) : 'other',
    ...(isObject(field.labels) ? { labels: field.labels as Record<string, string> } : {}),
    config: isObject(field.config) ? field.config : {},
    values: Array.isArray(columns[i]) ? columns[i] : [],
  }));
  return {
    name: String(json.schema.name ?? ''),
    ...(typeof json.schema.refId === 'string' ? { refId: json.schema.refId } : {}),
    meta: isObject(json.schema.meta) ? json.schema.meta : {},
    fields,
    length: fields[0]?.values.length ?? 0,
  };
}
