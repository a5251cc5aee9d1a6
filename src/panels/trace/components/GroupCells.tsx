import { cx } from '@emotion/css';
import * as figures from '../../common/figures';
import type { ColumnSpec } from '../model/columnsShown';
import type { Digest } from '../model/digest';
import type { GroupRow } from '../model/rows';
import { markOf } from '../model/scale';
import { Chevron, FigureCell } from './cells';
import type { RowContext } from './rowContext';
import { scoreColour } from './scoreColour';
import { costText, durationText, known } from './text';
import { PathMarks, SpanMark, Track } from './Track';

interface Props {
  row: GroupRow;
  context: RowContext;
}

/** The cells of an iteration: who worked, which tools, how far it came, what it cost, how long it took. */
export function GroupCells({ row, context }: Props) {
  const { tree, styles, narrow, digest: digestAt, warningsOfGroup, onToggle } = context;
  const group = tree.groups[row.group];
  const digest = digestAt(row.group);
  const { facts, iteration } = group;
  const isIteration = iteration === iteration;
  const people = [facts?.worker, facts?.evaluator].filter((name) => name).join(' → ');
  return (
    <>
      <div role="gridcell" className={styles.name}>
        <Chevron styles={styles} expanded={row.expanded} onToggle={() => onToggle(row)} />
        {isIteration ? (
          <span className={styles.number} title={facts?.derived ? 'The number was inferred' : undefined}>
            {iteration.toLocaleString('en-US')}
          </span>
        ) : (
          <span className={styles.label}>
            {tree.groups.length === 1 ? 'Steps' : 'Outside iterations'}{' '}
            {group.stepCount > 0 && <span className={styles.weak}>{figures.count(group.stepCount, 'step')}</span>}
          </span>
        )}
        {!narrow && people !== '' && (
          <span className={cx(styles.label, styles.weak)} title={people}>
            {people}
          </span>
        )}
        {isIteration && !narrow && <Calls digest={digest} context={context} />}
        <span className={styles.marks}>
          <button
            type="button"
            tabIndex={-1}
            className={styles.more}
            aria-label="Details"
            title="Details (d)"
            onClick={(event) => {
              event.stopPropagation();
              context.onShow(row);
            }}
          >
            …
          </button>
          {digest.failed > 0 && (
            <span className={styles.failed} title={`${figures.count(digest.failed, 'step')} failed`}>
              ✕{digest.failed}
            </span>
          )}
          {violationsOf(facts?.figures.violations) > 0 && (
            <span className={styles.failed} title={figures.count(facts?.figures.violations ?? 0, 'safety violation')}>
              ⛊{facts?.figures.violations}
            </span>
          )}
          {warningsOfGroup(row.group).length > 0 && (
            <span
              className={styles.warned}
              title={warningsOfGroup(row.group)
                .map(({ title }) => title)
                .join('\n')}
            >
              ▲{warningsOfGroup(row.group).length}
            </span>
          )}
        </span>
      </div>
      {context.columns.map((column) => (
        <Figure key={column.attribute ?? column.id} column={column} row={row} digest={digest} context={context} />
      ))}
      <GroupTrack row={row} digest={digest} context={context} />
    </>
  );
}

const violationsOf = (count: number | undefined) => (count === undefined || count !== count ? 0 : count);

/** Tools as marks with counts; where their names are not known, how many. */
function Calls({ digest, context: { styles } }: { digest: Digest; context: RowContext }) {
  const named = digest.tools.map(({ tool, count }) => (count > 1 ? `${tool} ×${count}` : tool));
  const all = named.join(', ');
  if (named.length > 0) {
    return (
      <span className={cx(styles.tools, styles.weak)} title={all}>
        ⚙ {all}
      </span>
    );
  }
  return digest.toolCalls > 0 ? (
    <span className={cx(styles.tools, styles.weak)}>⚙ {figures.count(digest.toolCalls, 'tool call')}</span>
  ) : null;
}

function Figure({ column, row, digest, context }: Props & { column: ColumnSpec; digest: Digest }) {
  const { styles, tree, palette } = context;
  const group = tree.groups[row.group];
  const goal = group.facts?.figures;
  switch (column.id) {
    case 'score': {
      const effectiveness = goal?.effectiveness ?? NaN;
      const score = goal?.goalScore ?? NaN;
      if (score !== score) {
        return <FigureCell {...{ styles, column }}>{null}</FigureCell>;
      }
      const words = [
        `Goal score ${figures.score(score, 3)}`,
        ...(goal !== undefined && goal.goalTarget === goal.goalTarget
          ? [`target ${figures.score(goal.goalTarget, 3)}`]
          : []),
        ...(effectiveness === effectiveness ? [`effectiveness ${figures.score(effectiveness, 3)}`] : []),
      ];
      return (
        <div role="gridcell" className={cx(styles.cell, styles.score)} title={words.join(', ')}>
          {figures.score(score)}
          {effectiveness === effectiveness && (
            <span className={styles.meter}>
              <span
                style={{
                  width: `${Math.min(1, Math.max(0, effectiveness)) * 100}%`,
                  background: scoreColour(palette, effectiveness),
                }}
              />
            </span>
          )}
        </div>
      );
    }
    case 'tokens':
      return <FigureCell {...{ styles, column }}>{known(digest.tokens, figures.tokens)}</FigureCell>;
    case 'cost':
      return <FigureCell {...{ styles, column }}>{costText(digest.costUsd, digest.estimated)}</FigureCell>;
    case 'duration':
      return <FigureCell {...{ styles, column }}>{known(digest.latencyMs, durationText)}</FigureCell>;
    case 'status':
      return <FigureCell {...{ styles, column }}>{digest.failed > 0 ? 'error' : ''}</FigureCell>;
    default:
      return (
        <FigureCell {...{ styles, column }}>
          {column.attribute !== undefined && group.own >= 0 ? context.attribute(group.own, column.attribute) : null}
        </FigureCell>
      );
  }
}

function GroupTrack({ row, digest, context }: Props & { digest: Digest }) {
  const { tree, styles, scale, extent, palette, theme } = context;
  const { start, end, facts } = tree.groups[row.group];
  const effectiveness = facts?.figures.effectiveness ?? NaN;
  const colour = effectiveness === effectiveness ? scoreColour(palette, effectiveness) : theme.colors.text.disabled;
  const own = scale.ownLength[row.group];
  const mark = markOf(scale, extent, row.group, start, digest.open ? NaN : end - start);
  if (mark.shape === 'none' && facts === null) {
    // the place of what is outside iterations, before it has come
    return (
      <Track styles={styles} label="nothing read yet" own={false}>
        {null}
      </Track>
    );
  }
  const words =
    mark.shape === 'none'
      ? 'no time reported'
      : digest.open
        ? 'has not ended'
        : end === start
          ? 'no duration reported'
          : own === own
            ? `whole loop, ${durationText(own)}`
            : `lasts ${durationText(end - start)}`;
  return (
    <Track styles={styles} label={words} own={own === own}>
      <SpanMark styles={styles} mark={mark} colour={colour} failed={false} own={own === own} />
      <PathMarks sections={context.path?.(row.group, -1) ?? []} group={row.group} context={context} />
      {own === own && <span className={styles.beside} style={{ left: 6 }}>{`whole loop, ${durationText(own)}`}</span>}
    </Track>
  );
}
