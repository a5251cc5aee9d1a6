import type { MetricFindValue } from '@grafana/data';
import type { TagKey } from '../engine/engine';

export function toKeyOptions(keys: TagKey[]): MetricFindValue[] {
  return keys.map(({ key }) => ({ text: key, value: key }));
}

export function toValueOptions(values: string[]): MetricFindValue[] {
  return values.map((value) => ({ text: value, value }));
}
