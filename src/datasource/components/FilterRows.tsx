import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { Button, Combobox, IconButton, InlineLabel, useStyles2, type ComboboxOption } from '@grafana/ui';
import { useCallback, useId } from 'react';
import { FILTER_OPS, type FilterOp, type LoopFilter } from '../../core/query/query';
import { loadKeys, loadValues, type TagSource } from './completions';
import { settled } from './settled';

interface Props {
  filters: LoopFilter[];
  tags: TagSource;
  /** `complete` is false while a row still lacks its key: not worth a run. */
  onChange: (filters: LoopFilter[], complete: boolean) => void;
  label?: string;
  labelWidth?: number;
}

/** Rows of key, operator and value, with the keys and values that the loops have. */
export function FilterRows({ filters, tags, onChange, label = 'Filters', labelWidth = 14 }: Props) {
  const styles = useStyles2(getStyles);
  const change = (index: number, part: Partial<LoopFilter>): void => {
    const next = filters.map((row, at) => (at === index ? { ...row, ...part } : row));
    onChange(next, next[index].key !== '' && part.op === undefined ? true : next[index].key !== '');
  };
  return (
    <div className={styles.line} role="group" aria-label={label}>
      <InlineLabel
        width={labelWidth}
        tooltip="Only loops that meet every row. Values may be dashboard variables; =~ and !~ take regular expressions."
      >
        {label}
      </InlineLabel>
      <div className={styles.rows}>
        {filters.map((row, index) => (
          <FilterRow
            key={index}
            number={index + 1}
            row={row}
            tags={tags}
            onChange={(part) => change(index, part)}
            onRemove={() =>
              onChange(
                filters.filter((_, at) => at !== index),
                row.key !== ''
              )
            }
          />
        ))}
        <Button
          variant="secondary"
          fill="outline"
          icon="plus"
          tooltip="Add a filter"
          aria-label="Add a filter"
          onClick={() => onChange([...filters, { key: '', op: '=', value: '' }], false)}
        />
      </div>
    </div>
  );
}

interface RowProps {
  number: number;
  row: LoopFilter;
  tags: TagSource;
  onChange: (part: Partial<LoopFilter>) => void;
  onRemove: () => void;
}

function FilterRow({ number, row, tags, onChange, onRemove }: RowProps) {
  const styles = useStyles2(getStyles);
  const id = useId();
  // Grafana's Combobox takes new options for a new choice and tells of it: without end where each render makes some.
  const keys = useCallback((input: string) => loadKeys(tags, input), [tags]);
  const values = useCallback((input: string) => loadValues(tags, row.key, input), [tags, row.key]);
  const change = (part: Partial<LoopFilter>): void => {
    const next = { ...row, ...part };
    if (next.key !== row.key || next.op !== row.op || next.value !== row.value) {
      onChange(part);
    }
  };
  return (
    <div className={styles.row}>
      {(['key', 'operator', 'value'] as const).map((part) => (
        <span key={part} id={`${id}-${part}`} className={styles.hidden}>{`Filter ${number} ${part}`}</span>
      ))}
      <Combobox<string>
        aria-labelledby={`${id}-key`}
        width="auto"
        minWidth={14}
        maxWidth={40}
        placeholder="Key"
        createCustomValue
        options={keys}
        value={row.key || null}
        onChange={settled(({ value }) => change({ key: value }))}
      />
      <Combobox<FilterOp>
        aria-labelledby={`${id}-operator`}
        width={8}
        options={OPERATORS}
        value={row.op}
        onChange={settled(({ value }) => change({ op: value }))}
      />
      <Combobox<string>
        aria-labelledby={`${id}-value`}
        width="auto"
        minWidth={14}
        maxWidth={50}
        placeholder="Value"
        createCustomValue
        isClearable
        options={values}
        value={row.value || null}
        onChange={settled((option) => change({ value: option?.value ?? '' }))}
      />
      <IconButton name="times" tooltip={`Remove filter ${number}`} onClick={onRemove} />
    </div>
  );
}

const OPERATORS: Array<ComboboxOption<FilterOp>> = FILTER_OPS.map((value) => ({ value, label: value }));

const getStyles = (theme: GrafanaTheme2) => ({
  line: css({ display: 'flex', alignItems: 'flex-start' }),
  rows: css({ display: 'flex', flexWrap: 'wrap', gap: theme.spacing(0.5, 1), minWidth: 0 }),
  row: css({
    display: 'flex',
    flexWrap: 'wrap',
    alignItems: 'center',
    gap: theme.spacing(0.25),
    minWidth: 0,
    maxWidth: '100%',
  }),
  hidden: css({ position: 'absolute', width: 1, height: 1, overflow: 'hidden', clipPath: 'inset(50%)' }),
});
