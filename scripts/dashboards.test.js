const { readFileSync, readdirSync } = require('node:fs');
const { join } = require('node:path');
const {
  AGGREGATIONS,
  FILTER_OPS,
  QUERY_SCHEMA_VERSION,
  QUERY_TYPES,
  SERIES_METRICS,
} = require('../src/core/query/query');
const { LOOP_COLUMNS } = require('../src/core/query/loopColumns');
const { COLUMN_SPECS } = require('../src/frames/columns');

const FOLDER = join(__dirname, '../dashboards');
const files = readdirSync(FOLDER).filter((file) => file.endsWith('.json'));
/** What the viewer can draw, too. */
const PANEL_TYPES = [
  'loopscope-convergence-panel',
  'loopscope-strips-panel',
  'loopscope-trace-panel',
  'stat',
  'timeseries',
  'table',
  'bargauge',
  'nodeGraph',
  'text',
  'row',
];

const withRows = (panels) => panels.flatMap((panel) => [panel, ...withRows(panel.panels ?? [])]);

describe.each(files)('%s', (file) => {
  const text = readFileSync(join(FOLDER, file), 'utf8');
  const dashboard = JSON.parse(text);
  const panels = withRows(dashboard.panels);
  const queries = [
    ...panels.flatMap(({ targets = [] }) => targets),
    ...dashboard.annotations.list.flatMap(({ target }) => target ?? []),
  ];
  const variables = dashboard.templating.list;
  const chooser = variables.find(({ type }) => type === 'datasource');
  const isOurs = chooser.query === 'loopscope-datasource';
  const ours = isOurs ? queries : [];

  it('can be provisioned and imported as it is', () => {
    expect(dashboard).toMatchObject({ id: null, uid: expect.stringMatching(/^loopscope-/), schemaVersion: 42 });
    expect(dashboard).not.toHaveProperty('__inputs');
    expect(dashboard.revision).toBeGreaterThan(0);
    expect(dashboard.tags).toContain('loopscope');
    expect(text).not.toMatch(/DS_|https?:/);
  });

  it('asks the chosen data source for everything', () => {
    expect(chooser).toMatchObject({
      name: 'datasource',
      query: expect.stringMatching(/^(loopscope-datasource|prometheus)$/),
    });
    const source = { type: chooser.query, uid: '${datasource}' };
    const asking = [
      ...panels.filter(({ type }) => type !== 'row'),
      ...queries.filter(({ datasource }) => datasource),
      ...variables.filter(({ type }) => type === 'query' || type === 'adhoc'),
      ...dashboard.annotations.list.filter(({ builtIn }) => !builtIn),
    ];
    expect(asking.map(({ datasource }) => datasource)).toEqual(asking.map(() => source));
  });

  it('uses panels and queries that exist', () => {
    expect(PANEL_TYPES).toEqual(expect.arrayContaining(panels.map(({ type }) => type)));
    expect(queries.length).toBeGreaterThan(0);
    for (const query of ours) {
      expect(QUERY_TYPES).toContain(query.queryType);
      expect(query.schemaVersion).toBe(QUERY_SCHEMA_VERSION);
      expect([undefined, ...SERIES_METRICS]).toContain(query.metric);
      expect([undefined, ...AGGREGATIONS]).toContain(query.aggregation);
      const columns = LOOP_COLUMNS.map(({ name }) => name);
      query.filters.forEach(({ key, op }) => {
        expect(columns).toContain(key);
        expect(FILTER_OPS).toContain(op);
      });
    }
  });

  it('obeys every variable in every query, and All leaves out no loop', () => {
    const names = variables.filter(({ type }) => type === 'query').map(({ name }) => `$${name}`);
    for (const { filters } of ours) {
      const used = filters.filter(({ value }) => value.startsWith('$'));
      expect(used.map(({ value }) => value).sort()).toEqual([...names].sort());
      expect(used.every(({ op }) => op === '=~')).toBe(true);
    }
    const lists = variables.filter(({ type }) => type === 'query');
    expect(lists.every(({ includeAll, allValue }) => includeAll && new RegExp(`^(?:${allValue})$`).test(''))).toBe(
      true
    );
  });

  it('shows one run alone where a variable names one, by links that keep any id whole', () => {
    const run = variables.find(({ name }) => name === 'run');
    const links = [...text.matchAll(/"url": "([^"]+)"/g)].map(([, url]) => url);
    // Grafana splits the value of an ad-hoc filter at | and , of the address.
    expect(links.filter((url) => url.includes('var-filters='))).toEqual([]);
    links.forEach((url) => expect(url).not.toMatch(/\$\{__(data|value)[^:}]*\}/));
    if (run) {
      expect(run).toMatchObject({ type: 'textbox', current: { value: '' } });
      expect(queries.map(({ traceId }) => traceId)).toEqual(queries.map(() => '$run'));
    }
  });

  it('names columns as the data source does', () => {
    const titles = Object.values(COLUMN_SPECS).map(({ config }) => config.displayName);
    const transformations = panels.flatMap((panel) =>
      (panel.transformations ?? []).map((each) => ({ ...each, by: panel.targets[0].groupBy ?? '' }))
    );
    for (const { id, options, by } of transformations) {
      // The first column of a breakdown is called after what it is by.
      const titleOf = (name) =>
        name === 'key' ? by[0].toUpperCase() + by.slice(1) : COLUMN_SPECS[name].config.displayName;
      if (id === 'organize') {
        const shown = Object.keys(options.includeByName);
        expect(Object.keys(options.indexByName)).toEqual(shown.map(titleOf));
      }
      if (id === 'sortBy') {
        options.sort.forEach(({ field }) => expect(titles).toContain(field));
      }
    }
  });

  it('says what each panel shows, each in a place of its own', () => {
    const ids = panels.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    const taken = new Set();
    for (const { type, title, description, gridPos } of panels) {
      expect(title).toBeTruthy();
      expect(type === 'row' || (description ?? '').length > 20).toBe(true);
      expect(gridPos.x + gridPos.w).toBeLessThanOrEqual(24);
      for (let x = gridPos.x; x < gridPos.x + gridPos.w; x++) {
        for (let y = gridPos.y; y < gridPos.y + gridPos.h; y++) {
          expect(taken.has(`${x},${y}`)).toBe(false);
          taken.add(`${x},${y}`);
        }
      }
    }
  });
});
