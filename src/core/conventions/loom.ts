import type { Convention } from './convention';

/** Loom (loom-ai): model calls with `gen_ai.*` and legacy `llm.*`; continuations carry only the latter. */
export const loomConvention: Convention = {
  id: 'loom',
  title: 'Loom (loom-ai), legacy llm.*',
  system: 'loom',
  marks: ['llm.prompt_tokens', 'llm.tool_round', 'pipeline.stage', 'task.worker_type', 'actor.id'],
  fields: {
    agent: ['actor.id', 'pipeline.worker_type', 'task.worker_type'],
    task: ['pipeline.goal_id', 'task.id'],
    model: ['llm.model', 'pipeline.model_used'],
    inputTokens: ['llm.prompt_tokens'],
    outputTokens: ['llm.completion_tokens'],
    iteration: ['llm.tool_round'],
  },
  kinds: [],
  names: {
    'llm.call': 'llm',
    'llm.tool_continuation': 'llm',
    'pipeline.stage.*': 'workflow',
    'router.route': 'other',
    'PipelineOrchestrator.process': 'workflow',
    '*.process': 'worker',
  },
  presence: { 'llm.model': 'llm' },
};
