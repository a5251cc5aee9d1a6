/** @jest-environment jsdom */
import { act, renderHook } from '@testing-library/react';
import { createDataFrame, FieldType, type DataFrame, type DataQueryRequest } from '@grafana/data';
import { of } from 'rxjs';
import type { LoopQuery } from '../../../core/query/query';
import { readFrames } from '../model/read';
import { frameOf, iterationOf, stepOf, type Cells } from '../testing';
import type { LoopTree } from '../model/tree';
import { useLoopTree } from './useLoopTree';

const mockGet = jest.fn();
jest.mock('@grafana/runtime', () => ({
  ...jest.requireActual('@grafana/runtime'),
  getDataSourceSrv: () => ({ get: mockGet }),
}));

const SOURCE = { type: 'loopscope-datasource', uid: 'tempo' };
const own = (n: number) => stepOf(`i${n}`, null, n * 10, 10, { kind: 'iteration', iteration: n });
const call = (n: number) => stepOf(`c${n}`, `i${n}`, n * 10, 5, { iteration: n });

function stepsFrame(rows: Cells[], custom: Record<string, unknown>): DataFrame {
  const fields = [...new Set(rows.flatMap(Object.keys))].map((name) => ({
    name,
    type: FieldType.other,
    values: rows.map((row) => row[name] ?? null),
  }));
  return createDataFrame({ name: 'steps', meta: { custom }, fields });
}

/** A data source that gives the steps of an iteration, and of the whole loop what `whole` says. */
function serve(whole: DataFrame): Array<Pick<LoopQuery, 'iteration'>> {
  const asked: Array<Pick<LoopQuery, 'iteration'>> = [];
  const query = ({ targets: [target] }: DataQueryRequest<LoopQuery>) => {
    asked.push({ iteration: target.iteration });
    const n = target.iteration;
    return of({ data: [n === null ? whole : stepsFrame([own(n), call(n)], { inParts: true })] });
  };
  mockGet.mockResolvedValue({ type: SOURCE.type, name: 'Tempo', query });
  return asked;
}

const read = readFrames([frameOf('iterations', [iterationOf(1), iterationOf(2)])]);
const request = { requestId: 'R', targets: [{ refId: 'A', datasource: SOURCE }] } as DataQueryRequest;
const open = () => renderHook(() => useLoopTree(read, 't', request, SOURCE, 'auto', ''));
const settle = () => act(() => new Promise<void>((resolve) => setTimeout(resolve, 10)));

const root = stepOf('run', null, 0, 100, { kind: 'loop' });
const shown = (tree: LoopTree) => tree.groups.map(({ key, stepCount }) => `${key} ${stepCount}`);

describe('a loop whose steps come after its iterations', () => {
  it('keeps each row in its place', async () => {
    serve(stepsFrame([root, own(1), call(1), own(2)], {}));
    const { result } = open();
    expect(shown(result.current.tree)).toEqual(['outside 0', 'i1 0', 'i2 0']);
    expect(result.current.noteOf(0)).toEqual({ tone: 'loading', text: 'Reading the steps…' });
    await settle();
    expect(shown(result.current.tree)).toEqual(['outside 1', 'i1 1', 'i2 0']);
  });

  it('keeps them also where nothing is outside the iterations, and says so', async () => {
    serve(stepsFrame([own(1), call(1)], {}));
    const { result } = open();
    await settle();
    expect(shown(result.current.tree)).toEqual(['outside 0', 'i1 1', 'i2 0']);
    expect(result.current.noteOf(0)?.text).toBe('No steps were reported outside the iterations.');
  });

  it('has no such row where there is nobody to ask', () => {
    const { result } = renderHook(() => useLoopTree(read, 't', request, null, 'auto', ''));
    expect(shown(result.current.tree)).toEqual(['i1 0', 'i2 0']);
  });
});

describe('a loop that its store does not give whole', () => {
  const whole = stepsFrame([own(1), own(2)], { inParts: true });

  it('has the steps of an iteration read once it is opened, and says so meanwhile', async () => {
    const asked = serve(whole);
    const { result } = open();
    await settle();
    expect(asked).toEqual([{ iteration: null }]);
    expect(result.current.onDemand).toBe(true);
    expect(result.current.noteOf(2)).toEqual({
      tone: 'plain',
      text: expect.stringMatching(/^Its steps are read once/),
    });
    act(() => result.current.load(2));
    await settle();
    expect(asked).toEqual([{ iteration: null }, { iteration: 2 }]);
    expect(result.current.tree.groups.map(({ stepCount }) => stepCount)).toEqual([0, 0, 1]);
    expect(result.current.noteOf(2)).toBeNull();
  });

  it('says of others that they have no steps', async () => {
    serve(stepsFrame([own(1), own(2)], {}));
    const { result } = open();
    await settle();
    expect(result.current.onDemand).toBe(false);
    expect(result.current.noteOf(1)?.text).toBe('No steps were reported for this iteration.');
  });
});
