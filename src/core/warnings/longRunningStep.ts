import type { Detector } from './detector';

export const longRunningStep: Detector = {
  type: 'long_running_step',
  detect: () => null,
  words: () => ({ title: '', what: '', why: '', try: '' }),
};
