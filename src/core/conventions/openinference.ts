import type { Convention, EvaluationShape } from './convention';

const evaluationShapes = (list: string, item: string): EvaluationShape[] =>
  (['', 'trace.', 'session.'] as const).map((prefix) => ({
    event: null,
    name: `${prefix}${list}.<i>.${item}.name`,
    score: `${prefix}${list}.<i>.${item}.score`,
    scope: prefix === '' ? 'step' : 'run',
  }));

/** OpenInference, as Phoenix and its instrumentations write it. */
export const openinferenceConvention: Convention = {
  id: 'openinference',
  title: 'OpenInference',
  system: 'openinference',
  marks: ['openinference.'],
  fields: {
    session: ['session.id'],
    agent: ['agent.name', 'graph.node.name'],
    model: ['llm.response.model_name', 'llm.model_name', 'llm.request.model_name'],
    provider: ['llm.provider', 'llm.system'],
    tool: ['tool.name'],
    toolCallId: ['tool_call.id', 'tool.id'],
    toolArguments: ['input.value'],
    toolResult: ['output.value'],
    inputTokens: ['llm.token_count.prompt'],
    outputTokens: ['llm.token_count.completion'],
    totalTokens: ['llm.token_count.total'],
    cacheReadTokens: ['llm.token_count.prompt_details.cache_read'],
    cacheWriteTokens: ['llm.token_count.prompt_details.cache_write'],
    reasoningTokens: ['llm.token_count.completion_details.reasoning'],
    costUsd: ['llm.cost.total'],
  },
  parts: { costUsd: ['llm.cost.prompt', 'llm.cost.completion'] },
  evaluations: [...evaluationShapes('annotations', 'annotation'), ...evaluationShapes('evaluations', 'evaluation')],
  kinds: [
    {
      attribute: 'openinference.span.kind',
      values: {
        llm: 'llm',
        embedding: 'embedding',
        chain: 'workflow',
        retriever: 'retrieval',
        reranker: 'retrieval',
        tool: 'tool',
        agent: 'agent',
        guardrail: 'evaluator',
        evaluator: 'evaluator',
        prompt: 'other',
        decision: 'other',
      },
    },
  ],
  names: {},
  presence: { 'llm.model_name': 'llm', 'llm.request.model_name': 'llm', 'llm.response.model_name': 'llm' },
};
