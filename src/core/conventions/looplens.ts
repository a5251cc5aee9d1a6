import type { Convention } from './convention';

/** LoopLens' own event lines, read as spans: what is not named here is written in GenAI's words by the reader. */
export const looplensConvention: Convention = {
  id: 'looplens',
  title: 'LoopLens events',
  system: 'looplens',
  marks: ['looplens.'],
  fields: {
    loopName: ['looplens.run.name'],
    env: ['looplens.project'],
    outcome: ['looplens.run.outcome'],
    terminationReason: ['looplens.run.error'],
  },
  kinds: [],
  names: {},
};
