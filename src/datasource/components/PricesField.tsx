import { Field, TextArea } from '@grafana/ui';
import { useId, useState } from 'react';
import { DEFAULT_PRICES } from '../../core/prices/defaultPrices';
import { parsePriceTable } from '../../core/prices/priceTable';

interface Props {
  value: unknown;
  disabled?: boolean;
  onChange: (prices: unknown) => void;
}

const EXAMPLE =
  '{"version": "2026-11", "models": [{"model": "my-model-*", "input": 0.4, "cachedInput": 0.1, "output": 1.6}]}';

/** What is wrong with a price table as it was typed; null for a good one or none. */
export function checkPrices(text: string): string | null {
  if (text.trim() === '') {
    return null;
  }
  try {
    return parsePriceTable(JSON.parse(text)).faults.join(' ') || null;
  } catch (error) {
    return `This is not JSON (${error instanceof Error ? error.message : String(error)}).`;
  }
}

/** Prices of one's own, before those that come with the program; kept as they are typed until they can be read. */
export function PricesField({ value, disabled, onChange }: Props) {
  const id = useId();
  const saved = value === undefined || value === null ? '' : JSON.stringify(value);
  const [text, setText] = useState(saved);
  const fault = checkPrices(text);
  return (
    <Field
      htmlFor={id}
      label="Model prices"
      description={`US dollars per million tokens, for loops that report no cost. They go before the prices of ${DEFAULT_PRICES.version} that come with Loopscope.`}
      disabled={disabled}
      invalid={fault !== null}
      error={fault ?? undefined}
    >
      <TextArea
        id={id}
        rows={4}
        placeholder={EXAMPLE}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
        onBlur={() => {
          if (fault === null) {
            onChange(text.trim() === '' ? undefined : JSON.parse(text));
          }
        }}
      />
    </Field>
  );
}
