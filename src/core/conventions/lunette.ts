import type { Convention } from './convention';

/** The Lunette tracer: a root span a trajectory, model calls by OpenLLMetry below it. */
export const lunetteConvention: Convention = {
  id: 'lunette',
  title: 'Lunette',
  system: 'lunette',
  marks: ['lunette.'],
  fields: {
    loopName: ['resource.lunette.task'],
    task: ['lunette.sample'],
    session: ['lunette.trajectory_id'],
  },
  kinds: [],
  names: { 'trajectory_*': 'loop' },
};
