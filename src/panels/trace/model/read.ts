import type { ReadableFrame } from './columns';
import { isIterationsFrame, readIterations, type IterationFacts } from './iterations';
import { isInParts, isStepsFrame, joinSteps, readSteps, type StepColumns } from './steps';
import { isTraceFrame, readTraceSteps } from './traceFrame';
import { isWarningsFrame, readWarnings, type LoopWarning } from './warnings';

export interface LoopChoice {
  traceId: string | null;
  name: string;
}

/** What the frames hold, not yet taken apart by loop. */
export interface ReadFrames {
  /** The loops there are, in the order of the frames. */
  loops: LoopChoice[];
  iterations: IterationFacts[];
  steps: StepColumns[];
  warnings: LoopWarning[];
  /** True where a `steps` or trace frame was among them, be it empty. */
  hasSteps: boolean;
  /** Whether more steps are to be had, an iteration at a time. */
  inParts: boolean;
  hasIterations: boolean;
  /** Names of frames of another shape. */
  foreign: string[];
}

/** Iterations, steps and warnings out of frames, told apart by their fields. */
export function readFrames(frames: readonly ReadableFrame[]): ReadFrames {
  const out: ReadFrames = {
    loops: [],
    iterations: [],
    steps: [],
    warnings: [],
    hasSteps: false,
    inParts: false,
    hasIterations: false,
    foreign: [],
  };
  const traces: StepColumns[] = [];
  frames.forEach((frame, index) => {
    const names = new Set(frame.fields.map(({ name }) => name));
    if (isStepsFrame(names)) {
      out.hasSteps = true;
      out.inParts ||= isInParts(frame);
      out.steps.push(readSteps(frame, index));
    } else if (isWarningsFrame(names)) {
      out.warnings.push(...readWarnings(frame));
    } else if (isIterationsFrame(names)) {
      out.hasIterations = true;
      for (const facts of readIterations(frame, index)) {
        out.iterations.push(facts);
      }
    } else if (isTraceFrame(names)) {
      traces.push(readTraceSteps(frame, index));
    } else if (frame.fields.length > 0) {
      out.foreign.push(frame.name || frame.refId || `frame ${index + 1}`);
    }
  });
  if (!out.hasSteps && traces.length > 0) {
    out.hasSteps = true;
    out.steps = traces;
  }
  out.loops = listLoops(out);
  return out;
}

function listLoops({ iterations, steps }: ReadFrames): LoopChoice[] {
  const found = new Map<string | null, string | null>();
  for (const { traceId, loop } of iterations) {
    found.set(traceId, found.get(traceId) ?? loop);
  }
  for (const part of steps) {
    for (const traceId of new Set(part.traceId)) {
      found.set(traceId, found.get(traceId) ?? null);
    }
  }
  const names = [...found.values()];
  return [...found].map(([traceId, loop]) => {
    const shared = names.filter((name) => name === loop).length > 1;
    const end = traceId?.slice(-6) ?? '';
    return { traceId, name: loop === null ? (traceId ?? 'loop') : shared ? `${loop} ${end}` : loop };
  });
}

export interface LoopParts {
  facts: IterationFacts[];
  steps: StepColumns;
  warnings: LoopWarning[];
}

/** The parts of one loop; steps that were asked for later are added to those of the frames. */
export function partsOf(read: ReadFrames, traceId: string | null, later: StepColumns[]): LoopParts {
  const isOwn = (id: string | null) => id === traceId || id === null;
  return {
    facts: read.iterations.filter((facts) => isOwn(facts.traceId)),
    steps: joinSteps([...read.steps, ...later], (part, row) => isOwn(part.traceId[row])),
    warnings: read.warnings.filter((warning) => isOwn(warning.traceId)),
  };
}
