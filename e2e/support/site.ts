import type { Locator, Page } from '@playwright/test';
import type { Folder, ServeOptions } from './server';

/** Loops under an address: what `loopscope serve` shows by itself, or a Grafana whose data source reads the same server. */
export interface Site {
  /** Without a slash at the end; in Grafana with the path that it is served under. */
  url: string;
  /** The uid of the data source that reads the loops. */
  ds: string;
  /** What the data source is called. */
  name: string;
}

/** A panel to be looked at by itself. */
export interface LonePanel {
  /** The id of the panel's plugin. */
  type: string;
  title: string;
  options?: object;
  /** One query each. */
  queries: Array<{ queryType: string; traceId?: string; limit?: number }>;
}

/** What the viewer and Grafana do each in their own way. */
export interface Host {
  /** Opens the list of loops the way a person comes to it. */
  home(page: Page, site: Site): Promise<void>;
  /** The result table of Explore, without its head. */
  tableRows(page: Page): Locator;
  /** Clicks a link in a result of Explore: the page that it leads to, a new one where the host opens one. */
  follow(page: Page, click: () => Promise<void>): Promise<Page>;
  /** The address of a bundled dashboard, such as `loop-trace.json`, over the loops of a site. */
  dashboard(site: Site, file: string): Promise<string>;
  /** Opens a dashboard of one panel over all loops of a site. */
  alone(page: Page, site: Site, panel: LonePanel): Promise<void>;
  /** A panel of the dashboard that is open. */
  panel(page: Page, title: string): Locator;
  /** What says that a panel or a query failed. */
  failures(page: Page): Locator;
}

export interface SiteFixtures {
  host: Host;
  /** One site on the sample loops for all tests that only look. */
  samples: Site;
  folder: Folder;
  /** Serves files until the test ends. */
  served: (paths: string[], options?: ServeOptions) => Promise<Site>;
}

/** Declares a test of a flow that both hosts run: the `test` of either. */
export type FlowTest = (title: string, body: (args: SiteFixtures & { page: Page }) => Promise<void>) => void;
