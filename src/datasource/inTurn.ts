import { from, map, switchMap, type OperatorFunction } from 'rxjs';
import { breathe } from '../stores/jsonl/parser';

let lastTurn: Promise<void> = Promise.resolve();

/** Settles in a task of its own, after all that asked before. */
function nextTurn(): Promise<void> {
  lastTurn = lastTurn.then(breathe);
  return lastTurn;
}

/**
 * Passes values on one a task, whoever else waits: all queries of a dashboard are answered at the same moment,
 * and the page shall react in between. A value that a newer one overtakes while it waits is left out.
 */
export function inTurn<T>(): OperatorFunction<T, T> {
  return switchMap((value) => from(nextTurn()).pipe(map(() => value)));
}
