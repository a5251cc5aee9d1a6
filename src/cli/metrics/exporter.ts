import { firstValueFrom, last } from 'rxjs';
import type { TimeRange } from '../../core/query/query';
import type { LoopReading, LoopStore } from '../../stores/loopStore';
import { collectMetrics } from './collect';
import { writeExposition, type Exposition, type Family } from './exposition';
import { Monotonic } from './monotonic';

export interface ExporterOptions {
  store: Pick<LoopStore, 'read'>;
  version: string;
  /** Where counters are kept over a restart; null keeps them in memory. */
  stateFile?: string | null;
  /** Most loop names, environments and systems that are told apart. */
  maxLabelSets?: number;
  /** How far back a store is read (ms); null reads all of it. */
  window?: number | null;
  now?(): number;
}

export interface Exporter {
  /** The metrics as text. Rejects while nothing could be read yet. */
  scrape(format: Exposition): Promise<string>;
}

/** A reading may be this old (ms): several scrapers ask at once. */
const MAX_AGE = 1000;

/** Tells the metrics of a store whenever it is asked. Scrapes are answered one after another. */
export function createExporter(options: ExporterOptions): Exporter {
  const { store, version, stateFile = null, window = null, now = Date.now } = options;
  const counters = new Monotonic(stateFile, options.maxLabelSets);
  /** What was told last, for scrapes while the store cannot be read. */
  let known: Family[] | null = null;
  let turn: Promise<unknown> = Promise.resolve();

  async function read(): Promise<LoopReading> {
    const at = now();
    const range: TimeRange = window === null ? { from: null, to: null } : { from: at - window, to: at };
    // Only a whole reading counts: half of one would look like counters that fell.
    return firstValueFrom(store.read(range, at - MAX_AGE).pipe(last()));
  }

  async function families(): Promise<Family[]> {
    try {
      const { table, notices } = await read();
      const faults = notices.reduce((sum, { severity, count }) => sum + (severity === 'info' ? 0 : count), 0);
      table.asOf = now();
      known = counters.apply(collectMetrics(table, counters.labelSets));
      return [...known, ...ownMetrics(version, true, faults)];
    } catch (error) {
      if (known === null) {
        throw error;
      }
      return [...known, ...ownMetrics(version, false, null)];
    }
  }

  return {
    scrape(format) {
      const answer = turn.then(families).then((all) => writeExposition(all, format));
      turn = answer.catch(() => undefined);
      return answer;
    },
  };
}

/** What the exporter tells of itself. */
function ownMetrics(version: string, up: boolean, faults: number | null): Family[] {
  return [
    {
      name: 'loopscope_store_up',
      type: 'gauge',
      help: '1 where the store could be read for this answer, else 0 and all other figures are those of the last one.',
      samples: [{ suffix: '', labels: {}, value: up ? 1 : 0 }],
    },
    {
      name: 'loopscope_store_faults',
      type: 'gauge',
      help: 'Lines and files of the store that could not be read as they should.',
      samples: faults === null ? [] : [{ suffix: '', labels: {}, value: faults }],
    },
    {
      name: 'loopscope_build',
      type: 'info',
      help: 'The version of the program that tells these metrics.',
      samples: [{ suffix: '_info', labels: { version }, value: 1 }],
    },
  ];
}
