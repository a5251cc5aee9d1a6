import { FieldType, type DataFrame } from '@grafana/data';

export type ResultKind = 'graph' | 'trace' | 'logs' | 'nodeGraph' | 'table';

export interface ResultGroup {
  /** A kind of result, or the id of the panel that the frames ask for. */
  id: string;
  kind: ResultKind | 'plugin';
  frames: DataFrame[];
}

const ORDER: ResultKind[] = ['graph', 'trace', 'logs', 'nodeGraph', 'table'];

/**
 * Sorts an answer's frames by how they are to be drawn, as Explore does: the panel a frame asks for, else the
 * kind it asks for, else a graph and a table for time series and a table for the rest.
 */
export function groupFrames(frames: DataFrame[]): ResultGroup[] {
  const plugins = new Map<string, DataFrame[]>();
  const kinds = new Map<ResultKind, DataFrame[]>();

  for (const frame of frames) {
    const pluginId = frame.meta?.preferredVisualisationPluginId;
    if (pluginId) {
      plugins.set(pluginId, [...(plugins.get(pluginId) ?? []), frame]);
      continue;
    }
    for (const kind of kindsOf(frame)) {
      kinds.set(kind, [...(kinds.get(kind) ?? []), frame]);
    }
  }
  return [
    ...[...plugins].map(([id, group]): ResultGroup => ({ id, kind: 'plugin', frames: group })),
    ...ORDER.filter((kind) => kinds.has(kind)).map((kind): ResultGroup => ({
      id: kind,
      kind,
      frames: kinds.get(kind) ?? [],
    })),
  ];
}

function kindsOf(frame: DataFrame): ResultKind[] {
  const preferred = ORDER.find((kind) => kind === frame.meta?.preferredVisualisationType);
  if (preferred) {
    return [preferred];
  }
  return isTimeSeries(frame) ? ['graph', 'table'] : ['table'];
}

function isTimeSeries({ fields }: DataFrame): boolean {
  const times = fields.filter(({ type }) => type === FieldType.time);
  const numbers = fields.filter(({ type }) => type === FieldType.number);
  return times.length === 1 && numbers.length > 0 && times.length + numbers.length === fields.length;
}
