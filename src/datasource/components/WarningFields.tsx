import { FieldSet } from '@grafana/ui';
import { readBudget, type LoopscopeOptions } from '../config';
import { NumberField } from './NumberField';

interface Props {
  options: LoopscopeOptions;
  disabled?: boolean;
  onChange: (part: Partial<LoopscopeOptions>) => void;
}

/** What a loop may spend; whoever spends more gets a warning. */
export function WarningFields({ options, disabled, onChange }: Props) {
  const common = { placeholder: 'No budget', disabled, read: readBudget };
  return (
    <FieldSet label="Warnings">
      <NumberField
        {...common}
        label="Cost budget of a loop"
        description="Loops that cost more get the warning cost_budget_exceeded. Empty: only budgets that loops report themselves."
        prefix="US$"
        value={options.costBudgetUsd}
        advice="Write an amount above 0, such as 2.50."
        onChange={(costBudgetUsd) => onChange({ costBudgetUsd })}
      />
      <NumberField
        {...common}
        label="Token budget of a loop"
        description="Loops that use more tokens get the warning token_budget_exceeded."
        suffix="tokens"
        value={options.tokenBudget}
        advice="Write a number above 0, such as 50000."
        onChange={(tokenBudget) => onChange({ tokenBudget })}
      />
    </FieldSet>
  );
}
