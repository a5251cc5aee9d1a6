import { valueText } from '../model/details';
import type { EventRow } from '../model/rows';
import { markOf } from '../model/scale';
import { FigureCell, KindIcon } from './cells';
import { hueOf } from './kinds';
import type { RowContext } from './rowContext';
import { SpanMark, Track } from './Track';

/** An event as a row: what there is to see of an iteration whose emitter writes no spans below it. */
export function EventCells({ row, context }: { row: EventRow; context: RowContext }) {
  const { styles, theme, columns, scale, extent } = context;
  const { name, time, attributes } = row.event;
  const kind = /worker/.test(name) ? 'worker' : /evaluator/.test(name) ? 'evaluator' : 'other';
  const isViolation = /violation/.test(name);
  const told = attributes.map(({ value }) => valueText(value)).join(', ');
  return (
    <>
      <div role="gridcell" className={styles.name} style={{ paddingLeft: 28 }}>
        <KindIcon styles={styles} kind={kind} word="Event" />
        <span className={isViolation ? styles.failed : styles.label} title={`${name}\n${told}`}>
          {name}
        </span>
        <span className={styles.tools}>
          <span className={styles.weak}>{told}</span>
        </span>
      </div>
      {columns.map((column) => (
        <FigureCell key={column.attribute ?? column.id} {...{ styles, column }}>
          {null}
        </FigureCell>
      ))}
      <Track styles={styles} label="event">
        <SpanMark
          styles={styles}
          mark={markOf(scale, extent, row.group, time, 0)}
          colour={hueOf(theme, kind)}
          failed={isViolation}
        />
      </Track>
    </>
  );
}
