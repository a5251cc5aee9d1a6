import type { Detector } from './detector';

export const repeatedToolCallSimilarInput: Detector = {
  type: 'repeated_tool_call_similar_input',
  detect: () => null,
  words: () => ({ title: '', what: '', why: '', try: '' }),
};
