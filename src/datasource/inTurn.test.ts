import { lastValueFrom, of, Subject, throwError, toArray } from 'rxjs';
import { inTurn } from './inTurn';

/** Lets many tasks pass. */
async function settle() {
  for (let i = 0; i < 20; i++) {
    await new Promise((resolve) => setImmediate(resolve));
  }
}

it('serves several listeners one a task, with room for the page in between', async () => {
  const values = new Subject<string>();
  const log: string[] = [];
  const listen = (name: string) =>
    values.pipe(inTurn()).subscribe((value) => {
      log.push(`${name} ${value}`);
      setImmediate(() => log.push('page'));
    });
  listen('first');
  listen('second');
  values.next('x');
  expect(log).toEqual([]);
  await settle();
  expect(log).toEqual(['first x', 'page', 'second x', 'page']);
});

it('leaves out what was overtaken, never the last value', async () => {
  const values = new Subject<number>();
  const seen = lastValueFrom(values.pipe(inTurn(), toArray()));
  values.next(1);
  values.next(2);
  values.next(3);
  values.complete();
  expect(await seen).toEqual([3]);
});

it('passes on failures, and goes on for others', async () => {
  await expect(lastValueFrom(throwError(() => new Error('gone')).pipe(inTurn()))).rejects.toThrow('gone');
  expect(await lastValueFrom(of('still here').pipe(inTurn()))).toBe('still here');
});

it('does not hand on to those who left', async () => {
  const values = new Subject<number>();
  const seen: number[] = [];
  const subscription = values.pipe(inTurn()).subscribe((value) => seen.push(value));
  values.next(1);
  subscription.unsubscribe();
  await settle();
  expect(seen).toEqual([]);
});
