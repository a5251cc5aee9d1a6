import { textField } from '../conventions';
import { tokensOf, type RunStep } from './step';
import { compareSpans } from './tree';

const same = (left: number | null, right: number | null) => left === null || right === null || left === right;

/** Of two records of one call the one that knows its tokens, else the one that says more. */
function better(a: RunStep, b: RunStep): RunStep {
  if ((tokensOf(a) === null) !== (tokensOf(b) === null)) {
    return tokensOf(a) === null ? b : a;
  }
  return Object.keys(b.span.attributes).length > Object.keys(a.span.attributes).length ? b : a;
}

/** Calls below one step under one response id, by the instrumentation that recorded them. */
function groupCalls(calls: RunStep[]): Array<Map<string, RunStep[]>> {
  const groups = new Map<string, Map<string, RunStep[]>>();
  for (const call of calls) {
    const id = textField(call.span, 'responseId');
    if (id === null) {
      continue;
    }
    const key = `${call.span.parentSpanId ?? ''} ${id}`;
    const byScope = groups.get(key) ?? new Map<string, RunStep[]>();
    groups.set(key, byScope);
    const scope = call.span.scope ?? '';
    const list = byScope.get(scope);
    if (list === undefined) {
      byScope.set(scope, [call]);
    } else {
      list.push(call);
    }
  }
  return [...groups.values()];
}

/**
 * Takes the count from model calls that two instrumentations recorded side by side, and returns the records left out.
 * A response id alone does not tell: servers have been seen to give one id to calls that ran at the same time. So
 * the calls of one instrumentation stay apart, and the first of one goes with the first of the other.
 */
export function markTwins(calls: RunStep[]): Set<RunStep> {
  const left = new Set<RunStep>();
  for (const byScope of groupCalls([...calls].sort((a, b) => compareSpans(a.span, b.span)))) {
    const lists = [...byScope]
      .sort(([a, x], [b, y]) => y.length - x.length || (a < b ? -1 : 1))
      .map(([, list]) => list);
    const kept = lists[0] ?? [];
    for (const list of lists.slice(1)) {
      list.forEach((call, i) => {
        const twin = kept[i];
        if (same(call.inputTokens, twin.inputTokens) && same(call.outputTokens, twin.outputTokens)) {
          kept[i] = better(twin, call);
          const other = kept[i] === call ? twin : call;
          other.counts = false;
          left.add(other);
        }
      });
    }
  }
  return left;
}
