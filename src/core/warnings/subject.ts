import type { Loop } from '../model/loop';
import type { Hop } from '../runs/handoffs';
import type { RunStep } from '../runs/step';
import { readToolCalls, type ToolCall } from './toolCalls';

/** What a run made of spans adds to its loop. */
export interface SubjectRun {
  /** By start. */
  steps: RunStep[];
  root: RunStep | null;
  hops: Hop[];
}

/** One loop, as detectors see it. */
export interface WarningSubject {
  loop: Loop;
  /** Null where the format tells no steps. */
  run: SubjectRun | null;
  /** Tool calls that ran, by start; read when first asked for. */
  toolCalls(): ToolCall[];
}

const NO_CALLS: ToolCall[] = [];
const noCalls = () => NO_CALLS;

export function createSubject(loop: Loop, run: SubjectRun | null): WarningSubject {
  if (run === null) {
    return { loop, run, toolCalls: noCalls };
  }
  let calls: ToolCall[] | null = null;
  return { loop, run, toolCalls: () => (calls ??= readToolCalls(run.steps)) };
}
