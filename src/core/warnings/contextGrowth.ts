import type { Detector } from './detector';

export const contextGrowth: Detector = {
  type: 'context_growth',
  detect: () => null,
  words: () => ({ title: '', what: '', why: '', try: '' }),
};
