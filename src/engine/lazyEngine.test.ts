import { lastValueFrom, of } from 'rxjs';
import { completeQuery } from '../core/query/defaults';
import type { QueryEngine } from './engine';
import { createLazyEngine } from './lazyEngine';

const context = { range: { from: null, to: null }, intervalMs: 1, maxDataPoints: 1, requestedAt: 0 };

const engine: QueryEngine = {
  query: () => of({ frames: [], notices: [], state: 'done' as const }),
  tagKeys: () => Promise.resolve([{ key: 'loop' }]),
  tagValues: (key) => Promise.resolve([`${key} value`]),
  health: () => Promise.resolve({ ok: true, message: 'fine', details: [] }),
};

describe('a lazy engine', () => {
  it('is loaded once, with the first question', async () => {
    const load = jest.fn(() => Promise.resolve(engine));
    const lazy = createLazyEngine(load);
    expect(load).not.toHaveBeenCalled();
    const answers = [
      lastValueFrom(lazy.query(completeQuery({}), context)),
      lazy.tagKeys(),
      lazy.tagValues('env'),
      lazy.health(),
    ];
    expect(await Promise.all(answers)).toEqual([
      { frames: [], notices: [], state: 'done' },
      [{ key: 'loop' }],
      ['env value'],
      { ok: true, message: 'fine', details: [] },
    ]);
    expect(load).toHaveBeenCalledTimes(1);
  });

  it('is loaded again after it could not be', async () => {
    const load = jest.fn().mockRejectedValueOnce(new Error('offline')).mockResolvedValue(engine);
    const lazy = createLazyEngine(load);
    await expect(lazy.health()).rejects.toThrow('offline');
    await expect(lazy.health()).resolves.toMatchObject({ ok: true });
  });

  it('says so where an engine has no documents', async () => {
    const lazy = createLazyEngine(() => Promise.resolve(engine));
    const { signal } = new AbortController();
    await expect(lazy.document?.('x', context.range, signal)).rejects.toThrow('does not give the documents');
  });
});
