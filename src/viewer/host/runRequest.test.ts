/** @jest-environment jsdom */
import {
  LoadingState,
  getDefaultTimeRange,
  type DataQueryRequest,
  type DataQueryResponse,
  type PanelData,
} from '@grafana/data';
import { Subject, lastValueFrom, of, throwError, toArray, type Observable } from 'rxjs';
import { runRequest } from './runRequest';

const request: DataQueryRequest = {
  requestId: 'a',
  interval: '1s',
  intervalMs: 1000,
  range: getDefaultTimeRange(),
  scopedVars: {},
  targets: [{ refId: 'A' }, { refId: 'B' }],
  timezone: 'browser',
  app: 'explore',
  startTime: 0,
};

function run(answer: Observable<DataQueryResponse>): Observable<PanelData> {
  return runRequest(Object.create(null), request, () => answer);
}

const last = (answer: Observable<DataQueryResponse>) => lastValueFrom(run(answer));
const frame = (name: string, dataTopic?: string) => ({ name, meta: { dataTopic }, fields: [], length: 0 });
const namesOf = ({ series }: PanelData) => series.map(({ name }) => name);

describe('runRequest', () => {
  it('says at once that it is loading', async () => {
    const states = await lastValueFrom(run(of({ data: [frame('a')] })).pipe(toArray()));
    expect(states.map(({ state }) => state)).toEqual([LoadingState.Loading, LoadingState.Done]);
  });

  it('replaces packets of one key and keeps those of another', () => {
    const answers = new Subject<DataQueryResponse>();
    const seen: Array<ReturnType<typeof namesOf>> = [];
    run(answers).subscribe((data) => seen.push(namesOf(data)));
    answers.next({ key: 'A', data: [frame('a 1')], state: LoadingState.Streaming });
    answers.next({ key: 'B', data: [frame('b')] });
    answers.next({ key: 'A', data: [frame('a 2')] });
    expect(seen.at(-1)).toEqual(['a 2', 'b']);
  });

  it('keeps the frames beside the errors of other queries', async () => {
    const data = await last(of({ data: [frame('a')], errors: [{ refId: 'B', message: 'no' }] }));
    expect(namesOf(data)).toEqual(['a']);
    expect(data).toMatchObject({ state: LoadingState.Error, errors: [{ refId: 'B', message: 'no' }] });
  });

  it('answers a failure as data, and a cancelled request as nothing', async () => {
    expect(await last(throwError(() => new Error('down')))).toMatchObject({
      state: LoadingState.Error,
      errors: [{ message: 'down' }],
    });
    expect((await last(throwError(() => ({ cancelled: true })))).errors).toBeUndefined();
  });

  it('puts annotations aside', async () => {
    const data = await last(of({ data: [frame('a'), frame('marks', 'annotations')] }));
    expect([namesOf(data), data.annotations?.map(({ name }) => name)]).toEqual([['a'], ['marks']]);
  });
});
