import type { Detector } from './detector';

export const retryStorm: Detector = {
  type: 'retry_storm',
  detect: () => null,
  words: () => ({ title: '', what: '', why: '', try: '' }),
};
