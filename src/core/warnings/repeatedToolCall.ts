import type { Detector } from './detector';

export const repeatedToolCall: Detector = {
  type: 'repeated_tool_call',
  detect: () => null,
  words: () => ({ title: '', what: '', why: '', try: '' }),
};
