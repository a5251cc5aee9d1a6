/** @jest-environment jsdom */
import { act, fireEvent, render, screen } from '@testing-library/react';
import {
  LoadingState,
  createDataFrame,
  type DataQueryRequest,
  type DataQueryResponse,
  type PanelData,
} from '@grafana/data';
import type { ComponentType } from 'react';
import { of } from 'rxjs';
import { plugin } from '../../module';
import type { LoopscopeQuery } from '../../datasource/types';
import pluginJson from '../../plugin.json';
import type { EmbeddedLoopProps } from './EmbeddedLoop';

const mockQuery = jest.fn();

jest.mock('@grafana/runtime', () => ({
  ...jest.requireActual('@grafana/runtime'),
  getDataSourceSrv: () => ({ get: () => Promise.resolve({ query: mockQuery }) }),
  PanelRenderer: ({
    pluginId,
    data,
    width,
    height,
  }: {
    pluginId: string;
    data: PanelData;
    width: number;
    height: number;
  }) => (
    <figure aria-label={pluginId}>
      {data.series.map(({ name }) => name).join(' ')} {width}×{height}
    </figure>
  ),
}));

const ID = 'loopscope-app/loop/v1';
/** What another plugin gets by `usePluginComponent`. */
const exposed = plugin.exposedComponentConfigs.find(({ id }) => id === ID);
const Loop = exposed?.component as ComponentType<EmbeddedLoopProps>;

const answer = (part: Partial<DataQueryResponse>) => of({ data: [], state: LoadingState.Done, ...part });
const loop = ['loops', 'iterations'].map((name) =>
  createDataFrame({ name, fields: [{ name: 'traceId', values: ['t-1'] }] })
);

let resize: (width: number) => void;

beforeEach(() => {
  Object.assign(globalThis, {
    ResizeObserver: class {
      constructor(listener: (entries: Array<{ contentRect: { width: number } }>) => void) {
        resize = (width) => listener([{ contentRect: { width } }]);
      }
      observe() {}
      disconnect() {}
    },
  });
  mockQuery.mockReset().mockReturnValue(answer({ data: loop }));
});

async function show(props: Partial<EmbeddedLoopProps> = {}) {
  render(<Loop dataSourceUid="ds 1" traceId="t-1" {...props} />);
  await screen.findByRole('region', { name: 'Loop' });
  await act(async () => resize(640.7));
}

it('is exposed under the id that the plugin declares', () => {
  expect(exposed).toBeDefined();
  expect(pluginJson.extensions.exposedComponents).toContainEqual(expect.objectContaining({ id: ID }));
});

it('draws one loop in the room that it has, and leads to its page', async () => {
  await show();
  expect(await screen.findByLabelText('loopscope-convergence-panel')).toHaveTextContent('loops iterations 640×320');
  const link = screen.getByRole('link', { name: 'Open in Loopscope' });
  expect(link).toHaveAttribute('href', '/a/loopscope-app/loop?ds=ds+1&id=t-1&from=now-24h&to=now');
});

it('asks for this loop alone, over the range that it is given', async () => {
  await show({ from: '2026-11-18T00:00:00.000Z', to: '2026-11-19T00:00:00.000Z', height: 200 });
  expect(await screen.findByLabelText('loopscope-convergence-panel')).toHaveTextContent('640×200');
  const [{ targets, range }]: [DataQueryRequest<LoopscopeQuery>] = mockQuery.mock.calls[0];
  expect(targets.map(({ queryType, traceId, literal }) => [queryType, traceId, literal])).toEqual([
    ['loops', 't-1', true],
    ['iterations', 't-1', true],
  ]);
  expect([range.from.valueOf(), range.to.valueOf()]).toEqual([Date.UTC(2026, 10, 18), Date.UTC(2026, 10, 19)]);
});

it('says that there is no such loop', async () => {
  mockQuery.mockReturnValue(answer({}));
  await show({ traceId: 'nobody' });
  expect(await screen.findByText('There is no loop with the id nobody.')).toBeInTheDocument();
  expect(screen.queryByLabelText('loopscope-convergence-panel')).not.toBeInTheDocument();
});

it('says why it could not be read, and reads again', async () => {
  mockQuery.mockReturnValueOnce(answer({ errors: [{ message: 'Tempo is down.' }], state: LoadingState.Error }));
  await show();
  expect(await screen.findByText('Tempo is down.')).toBeInTheDocument();
  fireEvent.click(screen.getByRole('button', { name: 'Try again' }));
  expect(await screen.findByLabelText('loopscope-convergence-panel')).toBeInTheDocument();
  expect(screen.queryByText('Tempo is down.')).not.toBeInTheDocument();
});
