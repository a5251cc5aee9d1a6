import { fireEvent, render, screen, within } from '@testing-library/react';
import type { DataSourceSettings, PluginMeta } from '@grafana/data';
import { DataSourceApi, PluginType } from '@grafana/data';
import { getDataSourceSrv, setDataSourceSrv, type DataSourceSrv } from '@grafana/runtime';
import { useState } from 'react';
import type { QueryEngine } from '../../engine/engine';
import type { LoopscopeOptions, StoreKind } from '../config';
import { fakeEngine } from '../testing';
import type { LoopscopeQuery, LoopscopeSource } from '../types';
import { ConfigEditor } from './ConfigEditor';

const META: PluginMeta = {
  id: 'loopscope-datasource',
  name: 'Loopscope',
  type: PluginType.datasource,
  module: '',
  baseUrl: '',
  info: {
    author: { name: '' },
    description: '',
    links: [],
    logos: { large: '', small: '' },
    screenshots: [],
    updated: '',
    version: '',
  },
};

/** A Grafana that has no data source. */
const NO_SOURCES: DataSourceSrv = {
  get: () => Promise.reject(new Error('not asked for')),
  getInstanceSettings: () => undefined,
  getList: () => [],
  reload: () => Promise.resolve(),
  registerRuntimeDataSource: () => undefined,
};

class FakeSource extends DataSourceApi<LoopscopeQuery, LoopscopeOptions> implements LoopscopeSource {
  constructor(
    readonly engine: QueryEngine,
    readonly kind: StoreKind
  ) {
    super({
      uid: 'ds-1',
      name: 'Loops',
      type: META.id,
      meta: META,
      access: 'proxy',
      readOnly: false,
      jsonData: {},
    });
  }
  override query() {
    return Promise.resolve({ data: [] });
  }
  override testDatasource() {
    return Promise.resolve({ status: 'success', message: '' });
  }
}

/** A data source for editors: completions come from the engine. */
export function fakeSource(engine: Partial<QueryEngine> = {}, kind: StoreKind = 'jsonl'): LoopscopeSource {
  return new FakeSource(fakeEngine(engine), kind);
}

/** Gives menus a size: without one nothing of them is drawn. */
export function giveLayout(): void {
  const box = { x: 0, y: 0, top: 0, left: 0, bottom: 1000, right: 400, width: 400, height: 1000, toJSON: () => '' };
  jest.spyOn(Element.prototype, 'getBoundingClientRect').mockReturnValue(box);
  jest.spyOn(Element.prototype, 'clientHeight', 'get').mockReturnValue(1000);
  jest.spyOn(Element.prototype, 'clientWidth', 'get').mockReturnValue(400);
  const context = { font: '', measureText: (text: string) => ({ width: text.length * 8 }) };
  Object.defineProperty(HTMLCanvasElement.prototype, 'getContext', { configurable: true, value: () => context });
}

/** The options that a combobox offers once it is open. */
export async function openOptions(name: string | RegExp): Promise<string[]> {
  const options = await open(name);
  return options.map((option) => option.textContent ?? '');
}

async function open(name: string | RegExp): Promise<HTMLElement[]> {
  const box = screen.getByRole('combobox', { name });
  if (box.getAttribute('aria-expanded') !== 'true') {
    fireEvent.click(box);
  }
  return screen.findAllByRole('option');
}

/** Opens a combobox and takes the option whose text begins so. */
export async function choose(name: string | RegExp, text: string): Promise<void> {
  const options = await open(name);
  const wanted = options.find((option) => within(option).queryByText(text) !== null);
  if (!wanted) {
    throw new Error(`No option ${text} among ${options.map((option) => option.textContent).join(', ')}`);
  }
  fireEvent.click(wanted);
}

/** Types a text and leaves the field. */
export function type(field: HTMLElement, text: string): void {
  fireEvent.change(field, { target: { value: text } });
  fireEvent.blur(field);
}

type Settings = DataSourceSettings<LoopscopeOptions>;

const SETTINGS: Settings = {
  id: 1,
  uid: 'ds-1',
  orgId: 1,
  name: 'Loops',
  typeLogoUrl: '',
  type: 'loopscope-datasource',
  typeName: 'Loopscope',
  access: 'proxy',
  url: 'http://localhost:4319/files',
  user: '',
  database: '',
  basicAuth: false,
  basicAuthUser: '',
  isDefault: false,
  jsonData: {},
  secureJsonFields: {},
  readOnly: false,
  withCredentials: false,
};

/** The settings page with options that live, as in Grafana. */
export function configure(jsonData: LoopscopeOptions = {}, part: Partial<Settings> = {}) {
  if (!getDataSourceSrv()) {
    setDataSourceSrv(NO_SOURCES);
  }
  const saved: Settings[] = [];
  function Host() {
    const [options, setOptions] = useState<Settings>({ ...SETTINGS, ...part, jsonData });
    const change = (next: Settings) => {
      saved.push(next);
      setOptions(next);
    };
    return <ConfigEditor options={options} onOptionsChange={change} />;
  }
  render(<Host />);
  return { last: () => saved.at(-1)?.jsonData };
}
