import type { Detector } from './detector';

export const emptyResultLoop: Detector = {
  type: 'empty_result_loop',
  detect: () => null,
  words: () => ({ title: '', what: '', why: '', try: '' }),
};
