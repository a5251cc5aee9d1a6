/** @jest-environment jsdom */
import { fireEvent, render, screen, within } from '@testing-library/react';
import { config, locationService } from '@grafana/runtime';
import { SourcesPage } from './SourcesPage';

const mockList = jest.fn();
const mockTest = jest.fn();
const mockGet = jest.fn();
const mockPost = jest.fn();

jest.mock('@grafana/runtime', () => ({
  ...jest.requireActual('@grafana/runtime'),
  PluginPage: ({ children }: { children: React.ReactNode }) => <main>{children}</main>,
  config: { bootData: { user: { permissions: {} } } },
  getDataSourceSrv: () => ({
    getList: mockList,
    get: () => Promise.resolve({ testDatasource: mockTest }),
    getInstanceSettings: (uid: string) =>
      uid === 'tempo' ? { uid, name: 'Traces of prod', type: 'tempo' } : undefined,
  }),
  getBackendSrv: () => ({ get: mockGet, post: mockPost }),
}));

const TYPE = 'loopscope-datasource';
const BUILT_IN = { uid: 'grafana', name: '-- Grafana --', type: 'datasource', jsonData: {} };
const SERVER = {
  type: TYPE,
  uid: 's',
  name: 'Serve',
  isDefault: true,
  url: 'http://serve.example:4319',
  jsonData: { kind: 'server' },
};
const BORROWED = { type: TYPE, uid: 't', name: 'Prod', url: '', jsonData: { kind: 'tempo', backendUid: 'tempo' } };

const item = (name: string) =>
  within(
    screen
      .getAllByRole('listitem')
      .filter((each) => within(each).queryByRole('heading', { level: 3, name: new RegExp(name) }))[0]
  );

beforeEach(() => {
  config.bootData.user.permissions = {};
  mockTest
    .mockReset()
    .mockResolvedValue({ status: 'success', message: '89 loops.', details: { message: 'one', verboseMessage: 'two' } });
  mockGet.mockReset();
  mockPost.mockReset().mockResolvedValue({});
  mockList.mockReturnValue([BORROWED, SERVER, BUILT_IN]);
  locationService.push('/a/loopscope-app/sources');
});

it('says that there is none, and only those who may are led to adding one', () => {
  mockList.mockReturnValue([BUILT_IN]);
  const { unmount } = render(<SourcesPage />);
  expect(screen.getByText('There is no Loopscope data source yet')).toBeInTheDocument();
  expect(screen.queryByRole('link', { name: 'Add a data source' })).not.toBeInTheDocument();
  unmount();
  config.bootData.user.permissions = { 'datasources:create': true };
  render(<SourcesPage />);
  expect(screen.getAllByRole('link', { name: 'Add a data source' })[0]).toHaveAttribute(
    'href',
    '/connections/datasources/loopscope-datasource'
  );
});

it('lists data sources with what they read, the default one first, and how they are', async () => {
  render(<SourcesPage />);
  expect(screen.getAllByText('Asking…')).toHaveLength(2);
  expect(await screen.findAllByText('89 loops.')).toHaveLength(2);
  expect(screen.getAllByRole('heading', { level: 3 }).map(({ textContent }) => textContent?.trim())).toEqual([
    'Serve default',
    'Prod',
  ]);
  expect(item('Prod').getByText(/through the data source Traces of prod/)).toBeInTheDocument();
  expect(item('Serve').getByText(/http:\/\/serve\.example:4319/)).toBeInTheDocument();
  expect(item('Serve').getByRole('link', { name: 'Loops of Serve' })).toHaveAttribute('href', '/a/loopscope-app?ds=s');
  expect(item('Prod').getByText('two')).toBeInTheDocument();
});

it('tells what is wrong, and asks again', async () => {
  mockList.mockReturnValue([SERVER]);
  mockTest.mockRejectedValueOnce(new Error('Nothing answers at http://serve.example:4319.'));
  render(<SourcesPage />);
  expect(await screen.findByText('Nothing answers at http://serve.example:4319.')).toBeInTheDocument();
  fireEvent.click(screen.getByRole('button', { name: 'Check again: Serve' }));
  expect(await screen.findByText('89 loops.')).toBeInTheDocument();
  expect(screen.queryByText(/Nothing answers/)).not.toBeInTheDocument();
});

it('shows the address behind the proxy and the settings only to those who may see them', async () => {
  const proxied = { ...SERVER, url: '/api/datasources/proxy/uid/s' };
  mockList.mockReturnValue([proxied]);
  const { unmount } = render(<SourcesPage />);
  await screen.findByText('89 loops.');
  expect(screen.getByText(/an address that Grafana keeps/)).toBeInTheDocument();
  expect(screen.queryByRole('link', { name: 'Settings of Serve' })).not.toBeInTheDocument();
  expect(mockGet).not.toHaveBeenCalled();
  unmount();
  config.bootData.user.permissions = { 'datasources:read': true };
  mockGet.mockResolvedValue({ url: 'http://behind.example:4319' });
  render(<SourcesPage />);
  expect(await screen.findByText(/http:\/\/behind\.example:4319/)).toBeInTheDocument();
  expect(screen.getByRole('link', { name: 'Settings of Serve' })).toHaveAttribute(
    'href',
    '/connections/datasources/edit/s'
  );
});

it('sends a sample to a server that the browser reaches, and leads to it', async () => {
  mockList.mockReturnValue([SERVER]);
  render(<SourcesPage />);
  fireEvent.click(screen.getByRole('button', { name: 'Send a sample loop' }));
  const link = await screen.findByRole('link', { name: 'Open the sample loop' });
  const [url, body] = mockPost.mock.calls[0];
  expect(url).toBe('http://serve.example:4319/v1/traces');
  const { traceId } = body.resourceSpans[0].scopeSpans[0].spans[0];
  expect(link).toHaveAttribute('href', `/a/loopscope-app/loop?ds=s&id=${traceId}&from=now-1h&to=now`);
});

it('says how a server takes spans when it takes none', async () => {
  mockList.mockReturnValue([SERVER]);
  mockPost.mockRejectedValue({ status: 404 });
  render(<SourcesPage />);
  fireEvent.click(screen.getByRole('button', { name: 'Send a sample loop' }));
  expect(await screen.findByText(/start it with --data DIR/)).toBeInTheDocument();
});

it('gives a line for a shell where Grafana stands between', () => {
  mockList.mockReturnValue([{ ...SERVER, url: '/api/datasources/proxy/uid/s' }]);
  render(<SourcesPage />);
  expect(screen.queryByRole('button', { name: 'Send a sample loop' })).not.toBeInTheDocument();
  expect(screen.getByText(/^curl http:\/\/127\.0\.0\.1:4318\/v1\/traces/)).toBeInTheDocument();
});

it('opens the guide that the address names, and writes a choice there', () => {
  locationService.push('/a/loopscope-app/sources?system=lunette&store=loki');
  render(<SourcesPage />);
  expect(screen.getByText(/LunetteTracer\(task=/)).toBeInTheDocument();
  expect(screen.getByText(/loki\.source\.file/)).toBeInTheDocument();
  fireEvent.click(screen.getByRole('tab', { name: 'loomflow' }));
  expect(screen.getByText(/FileTelemetry\("loomflow\.jsonl"\)/)).toBeInTheDocument();
  expect(locationService.getSearchObject()).toEqual({ system: 'loomflow', store: 'loki' });
});
