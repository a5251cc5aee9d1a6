import { dateTimeFormat, type TimeRange } from '@grafana/data';
import { Combobox, Field, type ComboboxOption } from '@grafana/ui';
import { useId, useMemo } from 'react';
import { askOnce } from '../data/ask';
import { loopsQuery } from '../data/queries';
import { readLoopRows, type LoopRow } from '../data/readLoops';
import * as figures from '../common/figures';
import { settled } from '../../datasource/components/settled';

interface Props {
  label: string;
  ds: string;
  range: TimeRange;
  /** A trace id, or empty. */
  value: string;
  /** The loop that is chosen, where it is known. */
  row: LoopRow | null;
  /** Where the median of the loops of a name can be chosen, that name. */
  median?: string | null;
  /** Loops of this name are offered first. */
  preferred?: string | null;
  onChange: (traceId: string) => void;
}

/** Offered at once; more is typed for. */
const MOST = 200;
/** Stands for the median among the options: no trace id is empty, and options need a value. */
const MEDIAN = ' median';

/** Chooses a loop among those of the time range. */
export function LoopPicker({ label, ds, range, value, row, median, preferred, onChange }: Props) {
  const id = useId();
  const offered = async (typed: string): Promise<Array<ComboboxOption<string>>> => {
    const asked = { from: range.from.valueOf(), to: range.to.valueOf() };
    const rows = readLoopRows(await askOnce(ds, [loopsQuery('loops', [])], asked));
    const text = typed.toLowerCase();
    const matching = rows.filter((each) =>
      [each.loop, each.traceId, each.task, each.env, each.outcome].some((part) => part?.toLowerCase().includes(text))
    );
    const first = (each: LoopRow) => Number(each.loop !== preferred);
    const options = matching
      .sort((a, b) => first(a) - first(b))
      .slice(0, MOST)
      .map(toOption);
    return typed === '' && median ? [medianOption(median), ...options] : options;
  };
  const chosen = useMemo(() => {
    if (value !== '') {
      return row === null ? { value, label: value } : toOption(row);
    }
    return median ? medianOption(median) : null;
  }, [value, row, median]);
  return (
    <Field label={label} htmlFor={id} noMargin>
      <Combobox
        id={id}
        options={offered}
        value={chosen}
        placeholder="Choose a loop"
        onChange={settled(
          (option) => option.value !== chosen?.value && onChange(option.value === MEDIAN ? '' : option.value)
        )}
      />
    </Field>
  );
}

function toOption(row: LoopRow): ComboboxOption<string> {
  const when = row.startTime === null ? '' : ` · ${dateTimeFormat(row.startTime)}`;
  return {
    value: row.traceId,
    label: `${row.loop ?? 'unnamed loop'}${row.task === null ? '' : ` / ${row.task}`}${when}`,
    description: `${row.outcome}, LES ${figures.score(row.lesCumulative)}, ${row.traceId}`,
  };
}

const medianOption = (name: string): ComboboxOption<string> => ({
  value: MEDIAN,
  label: `Median of ${name}`,
  description: 'of the other loops of this name in the time range',
});
