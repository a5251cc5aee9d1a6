import { cx } from '@emotion/css';
import * as figures from '../../common/figures';
import type { ColumnSpec } from '../model/columnsShown';
import { tokensOf } from '../model/digest';
import { sumOf } from '../model/fold';
import type { FoldRow, StepRow } from '../model/rows';
import { markOf, type Mark } from '../model/scale';
import { titleOf } from '../model/titles';
import { Chevron, FigureCell, KindIcon } from './cells';
import { hueOf, KINDS } from './kinds';
import type { RowContext } from './rowContext';
import { costText, durationText, known } from './text';
import { PathMarks, SpanMark, Track } from './Track';

const INDENT = 14;
const DEEPEST = 14;

interface StepProps {
  row: StepRow;
  context: RowContext;
}

export function StepCells({ row, context }: StepProps) {
  const { tree, styles, scale, extent, onToggle } = context;
  const { step } = row;
  const { steps } = tree;
  const warnings = context.warningsOfStep(step);
  const failedBelow = row.expanded === false ? tree.failed[step] - (steps.status[step] === 'error' ? 1 : 0) : 0;
  return (
    <>
      <div role="gridcell" className={styles.name} style={indent(row.level)}>
        <Chevron styles={styles} expanded={row.expanded} onToggle={() => onToggle(row)} />
        <KindMark step={step} context={context} />
        <Title step={step} context={context} />
        {(failedBelow > 0 || steps.truncated[step] || warnings.length > 0) && (
          <span className={styles.marks}>
            <FailedBelow count={failedBelow} context={context} />
            {steps.truncated[step] && (
              <span className={styles.weak} title="A server cut an attribute short">
                ✂
              </span>
            )}
            {warnings.length > 0 && (
              <span className={styles.warned} title={warnings.map(({ title }) => title).join('\n')}>
                ▲{warnings.length}
              </span>
            )}
          </span>
        )}
      </div>
      {context.columns.map((column) => (
        <Figure key={column.attribute ?? column.id} column={column} members={[step]} context={context} />
      ))}
      <StepTrack
        members={[step]}
        mark={markOf(scale, extent, row.group, steps.start[step], steps.duration[step])}
        group={row.group}
        context={context}
      />
    </>
  );
}

interface FoldProps {
  row: FoldRow;
  context: RowContext;
}

/** Repeated steps as one, with a count and their sums. */
export function FoldCells({ row, context }: FoldProps) {
  const { tree, styles, scale, extent, onToggle } = context;
  const [first] = row.members;
  const sums = sumOf(tree.steps, row.members);
  return (
    <>
      <div role="gridcell" className={styles.name} style={indent(row.level)}>
        <Chevron styles={styles} expanded={row.expanded} onToggle={() => onToggle(row)} />
        <KindMark step={first} context={context} />
        <Title step={first} context={context} />
        <span className={styles.times}>×{row.members.length.toLocaleString('en-US')}</span>
        {row.expanded === false && tree.steps.status[first] !== 'error' && (
          <span className={styles.marks}>
            <FailedBelow count={row.members.reduce((sum, step) => sum + tree.failed[step], 0)} context={context} />
          </span>
        )}
      </div>
      {context.columns.map((column) => (
        <Figure key={column.attribute ?? column.id} column={column} members={row.members} context={context} />
      ))}
      <StepTrack
        members={row.members}
        mark={markOf(scale, extent, row.group, sums.start, sums.end - sums.start)}
        group={row.group}
        context={context}
      />
    </>
  );
}

/** Failures that a closed row hides. */
function FailedBelow({ count, context: { styles } }: { count: number; context: RowContext }) {
  return count > 0 ? (
    <span className={styles.failed} title={`${figures.count(count, 'step')} failed below`}>
      ✕{count}
    </span>
  ) : null;
}

const indent = (level: number) => ({ paddingLeft: 12 + Math.min(level - 2, DEEPEST) * INDENT });

function KindMark({ step, context: { tree, styles } }: { step: number; context: RowContext }) {
  const kind = tree.steps.kind[step];
  const isFailed = tree.steps.status[step] === 'error';
  return (
    <>
      <KindIcon styles={styles} kind={kind} word={KINDS[kind].word} />
      {isFailed && (
        <span className={styles.failed} role="img" aria-label="failed" title="failed">
          ✕
        </span>
      )}
    </>
  );
}

function Title({ step, context: { tree, styles } }: { step: number; context: RowContext }) {
  const { title, aside } = titleOf(tree.steps, step);
  const error = tree.steps.texts.error[step];
  return (
    <span className={styles.label} title={[title, aside, error].filter((part) => part).join('\n')}>
      {title}
      {aside !== null && <span className={styles.weak}> {aside}</span>}
      {error !== null && <span className={cx(styles.failed)}> {error}</span>}
    </span>
  );
}

interface FigureProps {
  column: ColumnSpec;
  members: ArrayLike<number>;
  context: RowContext;
}

function Figure({ column, members, context }: FigureProps) {
  const { styles, tree } = context;
  const { steps } = tree;
  const step = members[0];
  const sums = sumOf(steps, members);
  const cell = (text: string | null) => (
    <FigureCell {...{ styles, column }} title={column.align === 'left' ? (text ?? undefined) : undefined}>
      {text}
    </FigureCell>
  );
  switch (column.id) {
    case 'score':
      return cell('');
    case 'tokens':
      return cell(known(tokensOf(sums), figures.tokens));
    case 'inputTokens':
    case 'outputTokens':
    case 'cacheReadTokens':
      return cell(known(sums.figures[column.id], figures.tokens));
    case 'cost':
      return cell(costText(sums.figures.costUsd, sums.estimated));
    case 'duration':
      return cell(known(sums.duration, durationText));
    case 'agent':
    case 'model':
    case 'tool':
      return cell(steps.texts[column.id][step]);
    case 'status':
      return cell(steps.status[step] === 'unset' ? '' : steps.status[step]);
    case 'attribute':
      return cell(
        members.length === 1 && column.attribute !== undefined ? context.attribute(step, column.attribute) : null
      );
  }
}

interface StepTrackProps {
  members: ArrayLike<number>;
  mark: Mark;
  group: number;
  context: RowContext;
}

function StepTrack({ members, mark, group, context }: StepTrackProps) {
  const { tree, styles, scale, theme, path } = context;
  const { steps } = tree;
  const step = members[0];
  const isFailed = steps.status[step] === 'error';
  const own = scale.ownLength[group];
  const begin = steps.start[step] - tree.groups[group].start;
  const duration = steps.duration[step];
  const words =
    mark.shape === 'none'
      ? 'no time reported'
      : `starts at ${durationText(begin)}, ${duration === duration ? `takes ${durationText(duration)}` : 'has not ended'}`;
  const sections = path === null ? [] : Array.from(members).flatMap((member) => path(group, member));
  return (
    <Track styles={styles} label={words} own={own === own}>
      <SpanMark styles={styles} mark={mark} colour={hueOf(theme, steps.kind[step])} failed={isFailed} />
      <PathMarks sections={sections} group={group} context={context} />
    </Track>
  );
}
