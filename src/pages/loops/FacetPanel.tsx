import { css, cx } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { Button, Checkbox, Input, useStyles2 } from '@grafana/ui';
import { useState } from 'react';
import { MAX_LISTED } from '../data/queries';
import type { LoopRow } from '../data/readLoops';
import { useHeld } from '../../panels/common/usePointing';
import {
  FACETS,
  FACET_TITLES,
  NO_CHOICE,
  facetValues,
  hasChoice,
  toggle,
  type FacetChoice,
  type FacetKey,
} from './facets';

interface Props {
  /** Null until they are known. */
  rows: readonly LoopRow[] | null;
  choice: FacetChoice;
  onChange: (choice: FacetChoice) => void;
}

/** Shown before "more" is asked for, and from how many on there is a search. */
const FEW = 6;
const MANY = 200;

/** Narrows loops down by their columns, with how many each value would leave. */
export function FacetPanel({ rows: latest, choice, onChange }: Props) {
  const styles = useStyles2(getStyles);
  const { shown: rows, ...pointing } = useHeld(latest);
  const chosen = FACETS.reduce((sum, key) => sum + choice[key].length, 0);
  const [open, setOpen] = useState(false);
  return (
    <section aria-label="Filters" className={styles.panel} {...pointing}>
      <div className={styles.head}>
        <Button
          className={styles.fold}
          variant="secondary"
          icon={open ? 'angle-up' : 'angle-down'}
          aria-expanded={open}
          onClick={() => setOpen(!open)}
        >
          {chosen > 0 ? `Filters (${chosen})` : 'Filters'}
        </Button>
        <h2 className={styles.title}>Filters</h2>
        {hasChoice(choice) && (
          <Button size="sm" fill="text" onClick={() => onChange(NO_CHOICE)}>
            Clear all
          </Button>
        )}
      </div>
      {rows === null && <p className={cx(styles.cut, !open && styles.folded)}>Reading…</p>}
      {rows !== null && rows.length >= MAX_LISTED && (
        <p className={cx(styles.cut, !open && styles.folded)}>
          Counts are of the newest {MAX_LISTED.toLocaleString('en-US')} loops.
        </p>
      )}
      {rows !== null && (
        <div className={cx(styles.facets, !open && styles.folded)}>
          {FACETS.map((key) => (
            <Facet key={key} name={key} rows={rows} choice={choice} onChange={onChange} />
          ))}
        </div>
      )}
    </section>
  );
}

interface FacetProps extends Props {
  name: FacetKey;
  rows: readonly LoopRow[];
}

function Facet({ name, rows, choice, onChange }: FacetProps) {
  const styles = useStyles2(getStyles);
  const [search, setSearch] = useState('');
  const [all, setAll] = useState(false);
  const title = FACET_TITLES[name];
  const values = facetValues(rows, choice, name);
  const isLong = values.length > FEW;
  const wanted = search.trim().toLowerCase();
  const found = values.filter(({ value, chosen }) => chosen || labelOf(value).toLowerCase().includes(wanted));
  // A chosen value of a long facet stays in sight; in a short one nothing moves.
  const ordered = isLong ? [...found].sort((a, b) => Number(b.chosen) - Number(a.chosen)) : found;
  const shown = all || wanted !== '' ? ordered.slice(0, MANY) : ordered.slice(0, Math.max(FEW, choice[name].length));
  if (values.length === 0 || (values.length === 1 && values[0].value === '' && !values[0].chosen)) {
    return null;
  }
  return (
    <fieldset className={styles.facet}>
      <legend className={styles.legend}>{title}</legend>
      {choice[name].length > 0 && (
        <Button
          size="sm"
          fill="text"
          className={styles.clear}
          aria-label={`Clear ${title.toLowerCase()}`}
          onClick={() => onChange({ ...choice, [name]: [] })}
        >
          Clear
        </Button>
      )}
      {isLong && all && (
        <Input
          aria-label={`Search ${title.toLowerCase()}`}
          placeholder="Search"
          value={search}
          onChange={({ currentTarget }) => setSearch(currentTarget.value)}
        />
      )}
      <ul className={styles.values}>
        {shown.map(({ value, count, chosen }) => (
          <li key={value} className={styles.value}>
            <Checkbox
              className={styles.box}
              label={labelOf(value)}
              value={chosen}
              title={labelOf(value)}
              onChange={() => onChange(toggle(choice, name, value))}
            />
            <span className={styles.count} aria-label={`${count} loops`}>
              {count.toLocaleString('en-US')}
            </span>
          </li>
        ))}
      </ul>
      {wanted !== '' && found.length === 0 && <span className={styles.none}>Nothing of this name.</span>}
      {isLong && (
        <Button size="sm" fill="text" onClick={() => setAll(!all)} aria-expanded={all}>
          {all ? 'Fewer' : `${values.length - Math.min(values.length, shown.length)} more`}
        </Button>
      )}
    </fieldset>
  );
}

const labelOf = (value: string) => (value === '' ? 'not set' : value);

const getStyles = (theme: GrafanaTheme2) => ({
  panel: css({
    flex: 'none',
    width: 220,
    [theme.breakpoints.down('lg')]: { width: '100%' },
  }),
  head: css({ display: 'flex', alignItems: 'center', justifyContent: 'space-between', minHeight: 24 }),
  title: css({ ...theme.typography.h6, margin: 0, [theme.breakpoints.down('lg')]: { display: 'none' } }),
  cut: css({ margin: 0, fontSize: theme.typography.bodySmall.fontSize, color: theme.colors.text.secondary }),
  fold: css({ display: 'none', [theme.breakpoints.down('lg')]: { display: 'inline-flex' } }),
  facets: css({
    display: 'flex',
    flexDirection: 'column',
    gap: theme.spacing(2),
    marginTop: theme.spacing(1),
    [theme.breakpoints.down('lg')]: {
      display: 'grid',
      gridTemplateColumns: 'repeat(auto-fill, minmax(min(200px, 100%), 1fr))',
    },
  }),
  folded: css({ [theme.breakpoints.down('lg')]: { display: 'none' } }),
  facet: css({ position: 'relative', minWidth: 0, margin: 0, padding: 0, border: 0 }),
  legend: css({
    ...theme.typography.bodySmall,
    fontWeight: theme.typography.fontWeightMedium,
    color: theme.colors.text.secondary,
    marginBottom: theme.spacing(0.5),
    border: 0,
  }),
  clear: css({ position: 'absolute', top: -26, right: 0 }),
  values: css({ listStyle: 'none', margin: 0 }),
  value: css({
    display: 'flex',
    alignItems: 'center',
    justifyContent: 'space-between',
    gap: theme.spacing(1),
    padding: theme.spacing(0.25, 0),
    minWidth: 0,
  }),
  box: css({
    minWidth: 0,
    '& > span:last-of-type': { overflow: 'hidden', textOverflow: 'ellipsis', whiteSpace: 'nowrap' },
  }),
  count: css({
    color: theme.colors.text.secondary,
    fontSize: theme.typography.bodySmall.fontSize,
    fontVariantNumeric: 'tabular-nums',
  }),
  none: css({ color: theme.colors.text.secondary, fontSize: theme.typography.bodySmall.fontSize }),
});
