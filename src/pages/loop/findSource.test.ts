/** @jest-environment jsdom */
import { toDataFrame } from '@grafana/data';
import { findSource } from './findSource';

const mockAsk = jest.fn();
const mockSaved = jest.fn(() => ({ dataSource: '', choice: {} }));

jest.mock('../data/ask', () => ({ askOnce: (uid: string) => mockAsk(uid) }));
jest.mock('../data/saved', () => ({ readSaved: () => mockSaved() }));
jest.mock('../data/sources', () => ({ listSources: () => [{ uid: 'down' }, { uid: 'other' }, { uid: 'mine' }] }));

const loops = (...ids: string[]) => [toDataFrame({ name: 'loops', fields: [{ name: 'traceId', values: ids }] })];

describe('a link that names a loop and no data source', () => {
  it('finds the one that has the loop, although another cannot be reached', async () => {
    mockAsk.mockImplementation((uid: string) =>
      uid === 'down' ? Promise.reject(new Error('502')) : Promise.resolve(uid === 'mine' ? loops('t1') : loops())
    );
    expect(await findSource('t1')).toBe('mine');
    expect(await findSource('t2')).toBeNull();
  });

  it('takes the one that was used last where several have it', async () => {
    mockAsk.mockImplementation((uid: string) =>
      uid === 'mine' ? new Promise((done) => setTimeout(() => done(loops('t1')), 20)) : Promise.resolve(loops('t1'))
    );
    mockSaved.mockReturnValue({ dataSource: 'mine', choice: {} });
    expect(await findSource('t1')).toBe('mine');
  });
});
