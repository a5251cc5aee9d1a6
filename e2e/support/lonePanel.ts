import { ALL_TIME } from './explore';
import type { LonePanel } from './site';

/** The parts of a dashboard that holds one panel over a data source; what is not said is left to the host. */
export function lonePanel(uid: string, { type, title, options = {}, queries }: LonePanel) {
  const datasource = { type: 'loopscope-datasource', uid };
  const targets = queries.map((query, index) => ({ refId: 'AB'[index], schemaVersion: 1, ...query, datasource }));
  return {
    time: { from: new Date(Number(ALL_TIME.from)), to: new Date(Number(ALL_TIME.to)) },
    refresh: '',
    panels: [
      {
        id: 1,
        type,
        title,
        datasource,
        targets,
        options,
        gridPos: { x: 0, y: 0, w: 24, h: 18 },
        fieldConfig: { defaults: {}, overrides: [] },
      },
    ],
  };
}
