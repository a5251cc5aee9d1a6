import type { Detector } from './detector';

export const doubleCountedTokens: Detector = {
  type: 'double_counted_tokens',
  detect: () => null,
  words: () => ({ title: '', what: '', why: '', try: '' }),
};
