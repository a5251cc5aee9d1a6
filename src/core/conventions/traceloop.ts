import type { Convention } from './convention';

/** Traceloop's decorators around OpenLLMetry's model calls. */
export const traceloopConvention: Convention = {
  id: 'traceloop',
  title: 'Traceloop / OpenLLMetry',
  system: 'traceloop',
  marks: ['traceloop.'],
  fields: {
    loopName: ['traceloop.workflow.name'],
    session: [
      'traceloop.association.properties.session_id',
      'traceloop.association.properties.chat_id',
      'traceloop.association.properties.conversation_id',
    ],
    toolArguments: ['traceloop.entity.input', 'mcp.request.argument'],
    toolResult: ['traceloop.entity.output', 'mcp.response.value'],
    totalTokens: ['llm.usage.total_tokens'],
    reasoningTokens: ['llm.usage.reasoning_tokens'],
    handoffTarget: ['langgraph.command.goto_nodes', 'langgraph.command.goto_node'],
    handoffSource: ['langgraph.command.source_node'],
  },
  kinds: [
    {
      attribute: 'traceloop.span.kind',
      values: { workflow: 'workflow', task: 'other', agent: 'agent', tool: 'tool' },
    },
    {
      attribute: 'llm.request.type',
      values: { chat: 'llm', completion: 'llm', embedding: 'embedding', rerank: 'retrieval' },
    },
  ],
  names: {},
};
