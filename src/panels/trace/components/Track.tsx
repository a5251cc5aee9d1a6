import type { ReactNode } from 'react';
import { cx } from '@emotion/css';
import type { Section } from '../model/criticalPath';
import { markOf, type Mark } from '../model/scale';
import type { RowContext } from './rowContext';
import type { Styles } from './styles';

interface TrackProps {
  styles: Styles;
  label: string;
  /** Its scale is not that of the axis, so the axis' lines do not hold for it. */
  own?: boolean;
  children: ReactNode;
}

const percent = (share: number) => `${share * 100}%`;

/** A row's part of the waterfall. */
export function Track({ styles, label, own = false, children }: TrackProps) {
  return (
    <div role="gridcell" className={own ? cx(styles.track, styles.ownTrack) : styles.track} aria-label={label}>
      {children}
    </div>
  );
}

/** The lines of the time axis, once behind all rows. */
export function AxisLines({ context: { styles, template, lines } }: { context: RowContext }) {
  return (
    <div aria-hidden className={styles.lines} style={{ gridTemplateColumns: template }}>
      <div className={styles.track} style={{ gridColumn: -2 }}>
        {lines.map(({ at, label }) => (
          <span key={label} className={styles.line} style={{ left: percent(at) }} />
        ))}
      </div>
    </div>
  );
}

interface SpanMarkProps {
  styles: Styles;
  mark: Mark;
  colour: string;
  failed: boolean;
  /** Its scale is not that of the axis. */
  own?: boolean;
}

/** A bar, a tick for a moment, an open end for what has none, an arrow for what is out of sight. */
export function SpanMark({ styles, mark, colour, failed, own = false }: SpanMarkProps) {
  const edge = failed ? 'inset 0 0 0 2px var(--trace-error)' : undefined;
  switch (mark.shape) {
    case 'bar': {
      const style = own
        ? {
            left: percent(mark.left),
            width: percent(mark.width),
            top: 5,
            height: 18,
            boxShadow: `inset 0 0 0 1px ${colour}`,
          }
        : { left: percent(mark.left), width: percent(mark.width), background: colour, boxShadow: edge };
      return <span className={styles.bar} style={style} />;
    }
    case 'tick':
      return (
        <span
          className={styles.tick}
          style={{ left: percent(mark.left), background: failed ? 'var(--trace-error)' : colour }}
        />
      );
    case 'open':
      return (
        <span
          className={styles.open}
          style={{
            left: percent(mark.left),
            background: `linear-gradient(90deg, ${colour}, transparent)`,
            boxShadow: `inset 2px 0 0 ${colour}`,
          }}
        />
      );
    case 'before':
      return (
        <span className={styles.beside} style={{ left: 4 }}>
          ‹
        </span>
      );
    case 'after':
      return (
        <span className={styles.beside} style={{ right: 4 }}>
          ›
        </span>
      );
    case 'none':
      return (
        <span className={styles.beside} style={{ left: 4 }}>
          no time reported
        </span>
      );
  }
}

interface PathMarksProps {
  sections: readonly Section[];
  group: number;
  context: RowContext;
}

/** Where a step is on the critical path. */
export function PathMarks({ sections, group, context: { styles, scale, extent } }: PathMarksProps) {
  return sections.map(({ start, end }) => {
    const mark = markOf(scale, extent, group, start, end - start);
    return mark.shape === 'bar' ? (
      <span
        key={start}
        className={styles.path}
        style={{ left: percent(mark.left), width: percent(mark.width) }}
        data-critical
      />
    ) : null;
  });
}
