import { Field, FieldSet, Stack } from '@grafana/ui';
import { DEFAULT_GOAL_TARGET, readRange, readTarget, type LoopscopeOptions } from '../config';
import { NumberField } from './NumberField';
import { TextField } from './TextField';
import { TextSetting } from './TextSetting';

interface Props {
  options: LoopscopeOptions;
  disabled?: boolean;
  onChange: (part: Partial<LoopscopeOptions>) => void;
}

const number = (text: string): number => Number(text.trim().replace(',', '.'));
const textOf = (value: unknown): string => (value === undefined || value === null ? '' : String(value));

/** What counts as the goal of a loop: its target, and where its score stands. */
export function GoalFields({ options, disabled, onChange }: Props) {
  return (
    <FieldSet label="Goal">
      <NumberField
        label="Default goal target"
        description="The goal score that counts as reached, for loops that carry no target of their own."
        suffix="of 1"
        placeholder={String(DEFAULT_GOAL_TARGET)}
        value={options.defaultGoalTarget}
        disabled={disabled}
        read={readTarget}
        advice="Write a number from 0 to 1, such as 0.8."
        onChange={(defaultGoalTarget) => onChange({ defaultGoalTarget })}
      />
      <TextSetting
        label="Evaluation that is the goal"
        description="For loops that are judged by several evaluations: the name of the one whose score is the goal score. Empty takes one named goal_score, goal, overall, quality or score, or the only one there is."
        placeholder="Found by its name"
        value={options.goalName}
        disabled={disabled}
        onChange={(goalName) => onChange({ goalName })}
      />
      <TextSetting
        label="Attribute that is the goal"
        description="The span attribute whose number is the goal score; it goes before evaluations."
        placeholder="app.review.score"
        value={options.goalAttribute}
        disabled={disabled}
        onChange={(goalAttribute) => onChange({ goalAttribute })}
      />
      <RangeField
        // What was provisioned may be of any shape.
        range={Array.isArray(options.goalRange) ? options.goalRange : undefined}
        disabled={disabled}
        onChange={(goalRange) => onChange({ goalRange })}
      />
    </FieldSet>
  );
}

interface RangeProps {
  range: unknown[] | undefined;
  disabled?: boolean;
  onChange: (range: [number, number] | undefined) => void;
}

const ENDS = [
  { at: 0, label: 'Lowest goal score', prefix: 'from', placeholder: '0' },
  { at: 1, label: 'Highest goal score', prefix: 'to', placeholder: '1' },
] as const;

/** The scale of scores that do not run from 0 to 1; one end left empty is 0 or 1. */
function RangeField({ range, disabled, onChange }: RangeProps) {
  const isWrong = range !== undefined && readRange(range) === null;
  return (
    <Field
      label="Scale of the score"
      description="For evaluations and attributes that do not run from 0 to 1, such as 1 to 5: they are brought to 0 to 1."
      disabled={disabled}
      invalid={isWrong}
      error={isWrong ? 'Write two numbers, the lower first, such as 1 and 5.' : undefined}
    >
      <RangeInputs range={range} onChange={onChange} />
    </Field>
  );
}

/** `disabled` and `invalid` come from the field around it. */
function RangeInputs({ range, disabled, invalid, onChange }: RangeProps & { invalid?: boolean }) {
  const set = (at: 0 | 1, text: string): void => {
    const ends: [string, string] = [textOf(range?.[0]), textOf(range?.[1])];
    ends[at] = text.trim();
    onChange(ends.every((end) => end === '') ? undefined : [number(ends[0] || '0'), number(ends[1] || '1')]);
  };
  return (
    <Stack direction="row" gap={1}>
      {ENDS.map(({ at, label, prefix, placeholder }) => (
        <TextField
          key={at}
          aria-label={label}
          prefix={prefix}
          width={16}
          inputMode="decimal"
          disabled={disabled}
          invalid={invalid}
          placeholder={placeholder}
          value={textOf(range?.[at])}
          onCommit={(text) => set(at, text)}
        />
      ))}
    </Stack>
  );
}
