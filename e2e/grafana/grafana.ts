import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { request, type APIRequestContext } from '@playwright/test';
import { ROOT } from '../support/server';
import type { Site } from '../support/site';

export const USER = {
  user: process.env.GRAFANA_USER ?? 'admin',
  password: process.env.GRAFANA_PASSWORD ?? 'admin',
};

/** The name under which Grafana reaches this machine; another than its own where Grafana runs in a container. */
export const REACHED_AS = process.env.LOOPSCOPE_HOST ?? '127.0.0.1';

/** Without a slash at the end; with the path that Grafana is served under. */
export function grafanaUrl(): string {
  const given = process.env.GRAFANA_URL;
  if (given === undefined || !URL.canParse(given)) {
    throw new Error('Set GRAFANA_URL to the address of a Grafana, such as http://127.0.0.1:3000, for these tests.');
  }
  return given.replace(/\/+$/, '');
}

/** Signed in; where Grafana has no login form, whoever needs none is taken. */
export async function signIn(): Promise<APIRequestContext> {
  const api = await request.newContext();
  const answer = await api.post(`${grafanaUrl()}/login`, { data: USER });
  const allowed = await api.get(`${grafanaUrl()}/api/datasources`);
  if (!allowed.ok()) {
    throw new Error(
      `Grafana at ${grafanaUrl()} does not let ${USER.user} list data sources (${answer.status()} on login, ` +
        `${allowed.status()} on the list): set GRAFANA_USER and GRAFANA_PASSWORD to those of an administrator.`
    );
  }
  return api;
}

/** Makes something in Grafana and tells what Grafana answers. */
async function make<T>(api: APIRequestContext, path: string, data: object): Promise<T> {
  const answer = await api.post(`${grafanaUrl()}${path}`, { data });
  if (!answer.ok()) {
    throw new Error(`Grafana answers ${answer.status()} to ${path}: ${await answer.text()}`);
  }
  return answer.json();
}

export interface DataSource {
  name: string;
  type: string;
  url?: string;
  jsonData?: object;
}

/** Its uid. */
export async function addDataSource(api: APIRequestContext, source: DataSource): Promise<string> {
  const { datasource } = await make<{ datasource: { uid: string } }>(api, '/api/datasources', {
    access: 'proxy',
    ...source,
  });
  return datasource.uid;
}

/** A data source of the kind "server" that reads from the port given. */
export async function addServer(api: APIRequestContext, port: number): Promise<Site> {
  const name = `Loopscope browser tests ${port}`;
  const url = `http://${REACHED_AS}:${port}`;
  const ds = await addDataSource(api, { name, type: 'loopscope-datasource', url, jsonData: { kind: 'server' } });
  return { url: grafanaUrl(), ds, name };
}

export async function removeDataSource(api: APIRequestContext, uid: string): Promise<void> {
  await api.delete(`${grafanaUrl()}/api/datasources/uid/${uid}`);
}

/** A copy of a bundled dashboard, so that the one there is stays as it is; its uid. */
export async function addDashboard(api: APIRequestContext, file: string): Promise<string> {
  return saveDashboard(api, JSON.parse(await readFile(join(ROOT, 'dashboards', file), 'utf8')));
}

interface NamedDashboard {
  title: string;
  [part: string]: unknown;
}

/** Under a name of its own; its uid. */
export async function saveDashboard(api: APIRequestContext, dashboard: NamedDashboard): Promise<string> {
  // Nothing is asked again while it is looked at.
  const copy = {
    ...dashboard,
    refresh: '',
    id: null,
    uid: null,
    title: `${dashboard.title} (browser tests ${Date.now()})`,
  };
  const { uid } = await make<{ uid: string }>(api, '/api/dashboards/db', { dashboard: copy });
  return uid;
}

export async function removeDashboard(api: APIRequestContext, uid: string): Promise<void> {
  await api.delete(`${grafanaUrl()}/api/dashboards/uid/${uid}`);
}
