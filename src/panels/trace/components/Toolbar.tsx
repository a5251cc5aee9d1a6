import type { KeyboardEvent, RefObject } from 'react';
import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { Button, Icon, IconButton, Input, RadioButtonGroup, useStyles2 } from '@grafana/ui';
import * as figures from '../../common/figures';
import type { TimeAxis } from '../options';

export interface ToolbarProps {
  search: string;
  onSearch: (text: string) => void;
  searchBox: RefObject<HTMLInputElement | null>;
  /** `3 of 12`, or why nothing was found. */
  searchState: string;
  onFound: (forward: boolean) => void;
  onLeaveSearch: () => void;
  errors: number;
  warnings: number;
  onProblem: (forward: boolean) => void;
  axis: TimeAxis;
  onAxis: (axis: TimeAxis) => void;
  path: boolean;
  onPath: () => void;
  zoomed: boolean;
  onResetZoom: () => void;
  allOpen: boolean;
  onAll: () => void;
  narrow: boolean;
}

const AXES: Array<{ value: TimeAxis; label: string; description: string }> = [
  { value: 'iteration', label: 'Iteration', description: 'Each iteration from its own start' },
  { value: 'loop', label: 'Loop', description: 'The whole loop as it ran' },
];

/** Search, jumps and what the waterfall shows. */
export function Toolbar(props: ToolbarProps) {
  const { search, onSearch, searchBox, searchState, onFound, onLeaveSearch, errors, warnings, onProblem, narrow } =
    props;
  const { axis, onAxis, path, onPath, zoomed, onResetZoom, allOpen, onAll } = props;
  const styles = useStyles2(getStyles);
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Enter') {
      onFound(!event.shiftKey);
    } else if (event.key === 'Escape') {
      onSearch('');
      onLeaveSearch();
    } else if (event.key === 'ArrowDown') {
      onLeaveSearch();
    } else {
      return;
    }
    event.preventDefault();
    event.stopPropagation();
  };
  const problems = errors + warnings;
  const words = [
    ...(errors > 0 ? [figures.count(errors, 'error')] : []),
    ...(warnings > 0 ? [figures.count(warnings, 'warning')] : []),
  ].join(', ');
  return (
    <div className={styles.bar} role="toolbar" aria-label="Trace">
      <div className={styles.search}>
        <Input
          ref={searchBox}
          value={search}
          onChange={(event) => onSearch(event.currentTarget.value)}
          onKeyDown={onKeyDown}
          prefix={<Icon name="search" />}
          placeholder={narrow ? 'Search' : 'Search steps   /'}
          aria-label="Search steps"
          suffix={<span aria-live="polite">{searchState}</span>}
        />
      </div>
      {search !== '' && (
        <span className={styles.pair}>
          <IconButton
            name="angle-up"
            size="lg"
            tooltip="Previous match"
            aria-label="Previous match"
            onClick={() => onFound(false)}
          />
          <IconButton
            name="angle-down"
            size="lg"
            tooltip="Next match"
            aria-label="Next match"
            onClick={() => onFound(true)}
          />
        </span>
      )}
      {problems > 0 && (
        <span className={styles.pair}>
          <Button
            variant="secondary"
            size="sm"
            icon="exclamation-triangle"
            tooltip="Next error or warning (n)"
            aria-label={`Next error or warning: ${words}`}
            onClick={() => onProblem(true)}
          >
            {narrow ? String(problems) : words}
          </Button>
          <IconButton
            name="angle-up"
            size="lg"
            tooltip="Previous error or warning (p)"
            aria-label="Previous error or warning"
            onClick={() => onProblem(false)}
          />
        </span>
      )}
      <span className={styles.rest}>
        {zoomed && (
          <Button
            variant="secondary"
            size="sm"
            icon="search-minus"
            onClick={onResetZoom}
            tooltip="Show the whole time axis (0)"
          >
            Reset zoom
          </Button>
        )}
        <Button variant="secondary" size="sm" icon={allOpen ? 'angle-double-up' : 'angle-double-down'} onClick={onAll}>
          {allOpen ? 'Close all' : 'Open all'}
        </Button>
        <Button
          variant={path ? 'primary' : 'secondary'}
          size="sm"
          aria-pressed={path}
          onClick={onPath}
          tooltip="Underline what held up the end (c)"
        >
          Critical path
        </Button>
        <RadioButtonGroup
          size="sm"
          options={AXES}
          value={axis}
          onChange={onAxis}
          aria-label="Time since the start of"
        />
      </span>
    </div>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  bar: css({
    display: 'flex',
    flexWrap: 'wrap',
    alignItems: 'center',
    gap: theme.spacing(0.5, 1),
    padding: theme.spacing(0, 0, 0.75),
    flex: 'none',
  }),
  search: css({ flex: '1 1 160px', maxWidth: 280, minWidth: 120 }),
  pair: css({ display: 'inline-flex', alignItems: 'center', gap: theme.spacing(0.5) }),
  rest: css({
    display: 'inline-flex',
    flexWrap: 'wrap',
    alignItems: 'center',
    gap: theme.spacing(1),
    marginLeft: 'auto',
  }),
});
