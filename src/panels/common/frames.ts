/** The part of Grafana's `Field` that panels read; our own plain frames fit it too. */
export interface ReadableField {
  name: string;
  type: string;
  labels?: Record<string, string>;
  values: ArrayLike<unknown>;
}

/** The part of Grafana's `DataFrame` that panels read. */
export interface ReadableFrame {
  name?: string;
  refId?: string;
  length: number;
  fields: ReadableField[];
  meta?: { custom?: Record<string, unknown> };
}
