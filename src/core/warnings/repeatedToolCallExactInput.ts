import type { Detector } from './detector';

export const repeatedToolCallExactInput: Detector = {
  type: 'repeated_tool_call_exact_input',
  detect: () => null,
  words: () => ({ title: '', what: '', why: '', try: '' }),
};
