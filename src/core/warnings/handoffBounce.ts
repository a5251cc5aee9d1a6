import type { Detector } from './detector';

export const handoffBounce: Detector = {
  type: 'handoff_bounce',
  detect: () => null,
  words: () => ({ title: '', what: '', why: '', try: '' }),
};
