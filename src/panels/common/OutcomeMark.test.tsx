/** @jest-environment jsdom */
import { render } from '@testing-library/react';
import type { Outcome } from '../../core/model/loop';
import { OutcomeMark } from './OutcomeMark';

/** Whether a mark moves, and under which condition. */
function motionOf(outcome: Outcome, pulses: boolean): string[] {
  const { container } = render(<OutcomeMark outcome={outcome} pulses={pulses} />);
  const name = container.querySelector('svg')?.getAttribute('class');
  return name === null || name === undefined
    ? []
    : [...document.styleSheets]
        .flatMap((sheet) => [...sheet.cssRules])
        .filter((rule) => rule.cssText.includes(name) && rule.cssText.includes('animation'))
        .map((rule) => (rule instanceof CSSMediaRule ? rule.conditionText || rule.media.mediaText : 'always'));
}

it('lets running loops pulse, but not for those who mind motion', () => {
  expect(motionOf('running', true)).toEqual(['(prefers-reduced-motion: no-preference)']);
});

it('leaves all else at rest', () => {
  expect(motionOf('running', false)).toEqual([]);
  expect(motionOf('success', true)).toEqual([]);
  expect(motionOf('unknown', true)).toEqual([]);
});
