import type { Convention } from './convention';

/** The `loop.*` draft that LTF and loopotel's exporter share. */
export const loopConvention: Convention = {
  id: 'loop',
  title: 'loop.* (loopotel)',
  system: 'loopotel',
  marks: ['loop.name', 'loop.iteration', 'loop.goal_score', 'loop.outcome'],
  fields: {
    loopName: ['loop.name'],
    env: ['loop.env_id', 'resource.deployment.environment.name', 'resource.deployment.environment'],
    task: ['loop.task_id'],
    iteration: ['loop.iteration'],
    goalScore: ['loop.goal_score'],
    goalTarget: ['loop.goal_target'],
    lesReported: ['loop.les.cumulative_normalized'],
    tokensDelta: ['loop.tokens_delta'],
    tokensTotal: ['loop.tokens_total'],
    costUsd: ['loop.cost_usd'],
    latencyMs: ['loop.latency_ms'],
    worker: ['loop.worker.id'],
    evaluator: ['loop.evaluator.id'],
    outcome: ['loop.outcome'],
    terminationReason: ['loop.termination_reason'],
  },
  kinds: [],
  names: {
    'loop.run': 'loop',
    'loop.iteration': 'iteration',
    'loop.worker': 'worker',
    'loop.evaluator': 'evaluator',
  },
};
