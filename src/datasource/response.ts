import {
  createDataFrame,
  DataFrameType,
  DataTopic,
  FieldType,
  type DataFrame,
  type QueryResultMetaNotice,
} from '@grafana/data';
import type { Notice } from '../core/model/notice';
import type { QueryType } from '../core/query/query';
import type { QueryAnswer } from '../engine/engine';
import type { FieldTypeName, Frame, FrameField } from '../frames/frame';
import { addLinks, type LinkTarget } from './links';
import type { EventType } from './types';

export interface FrameRequest {
  refId: string;
  queryType: QueryType;
  /** Sentences about the query itself, shown with the answer's own notices. */
  notes: string[];
  eventTypes?: EventType[];
  target: LinkTarget;
}

/** An engine's answer as Grafana's frames: links added, notices on the first frame. */
export function toDataFrames(answer: QueryAnswer, request: FrameRequest): DataFrame[] {
  const notices = [...request.notes.map(noteNotice), ...answer.notices.map(toGrafanaNotice)];
  const frames = answer.frames.map((frame) => {
    const kept = request.queryType === 'events' ? keepEvents(frame, request.eventTypes) : frame;
    return addLinks(toDataFrame(emptyLast(kept), request.refId), request.queryType, request.target);
  });
  if (notices.length === 0) {
    return frames;
  }
  const first = frames[0] ?? createDataFrame({ refId: request.refId, fields: [] });
  const meta = { ...first.meta, notices: [...(first.meta?.notices ?? []), ...notices] };
  return [{ ...first, meta }, ...frames.slice(1)];
}

const FIELD_TYPES: Record<FieldTypeName, FieldType> = {
  time: FieldType.time,
  number: FieldType.number,
  string: FieldType.string,
  boolean: FieldType.boolean,
  other: FieldType.other,
};

/** The one place where a frame becomes Grafana's. */
function toDataFrame(frame: Frame, refId: string): DataFrame {
  const { type, dataTopic, ...meta } = frame.meta;
  return createDataFrame({
    name: frame.name,
    refId,
    meta: {
      ...meta,
      type: Object.values(DataFrameType).find((known) => known === type),
      ...(dataTopic === 'annotations' ? { dataTopic: DataTopic.Annotations } : {}),
    },
    fields: frame.fields.map(({ name, type: kind, labels, config, values }) => ({
      name,
      type: FIELD_TYPES[kind],
      labels,
      // Links are this plugin's alone: none comes from what was read.
      config: { ...config, links: undefined },
      values,
    })),
  });
}

/** Only the rows of the wanted kinds of events. */
export function keepEvents(frame: Frame, types: EventType[] | undefined): Frame {
  const column = frame.fields.find((field) => field.name === 'type');
  if (!types || types.length === 0 || !column) {
    return frame;
  }
  const wanted = new Set<unknown>(types);
  const rows = column.values.flatMap((value, index) => (wanted.has(value) ? [index] : []));
  const fields = frame.fields.map((field) => ({ ...field, values: rows.map((row) => field.values[row]) }));
  return { ...frame, fields, length: rows.length };
}

/** Columns of a table that no row fills come last: Explore shows the first twenty. */
function emptyLast(frame: Frame): Frame {
  if (frame.meta.preferredVisualisationType !== 'table' || frame.length === 0) {
    return frame;
  }
  const isFilled = ({ values }: FrameField) => values.some((value) => value !== null && value !== undefined);
  const filled = frame.fields.filter(isFilled);
  return { ...frame, fields: [...filled, ...frame.fields.filter((field) => !filled.includes(field))] };
}

/** `Not JSON (12 times, first at loops.jsonl:3)`: how often and where; what has no place tells its numbers itself. */
export function toGrafanaNotice({ severity, text, count, where }: Notice): QueryResultMetaNotice {
  const often = count > 1 && where !== null ? `${count.toLocaleString('en-US')} times` : '';
  const place = where === null ? '' : count > 1 ? `first at ${where}` : `at ${where}`;
  const detail = [often, place].filter((part) => part !== '').join(', ');
  return { severity, text: detail === '' ? text : `${text} (${detail})` };
}

function noteNotice(text: string): QueryResultMetaNotice {
  return { severity: 'warning', text };
}
