import type { Convention } from './convention';

/** loomflow: its own names in files and old versions; over OTLP the GenAI names with `loom.span.name` beside them. */
export const loomflowConvention: Convention = {
  id: 'loomflow',
  title: 'loomflow',
  system: 'loomflow',
  marks: ['loom.span.name', 'loom.permission'],
  fields: {
    session: ['session_id'],
    model: ['model'],
    tool: ['tool'],
    toolCallId: ['call_id'],
    inputTokens: ['tokens_in'],
    outputTokens: ['tokens_out'],
    iteration: ['turn'],
    maxIterations: ['max_turns'],
    retries: ['retries'],
  },
  kinds: [
    {
      attribute: 'loom.span.name',
      values: {
        'loom.run': 'agent',
        'loom.turn': 'iteration',
        'loom.model.stream': 'llm',
        'loom.model.complete': 'llm',
        'loom.tool': 'tool',
        'loom.workflow.step': 'workflow',
      },
    },
  ],
  names: {
    'loom.run': 'agent',
    'loom.turn': 'iteration',
    'loom.model.stream': 'llm',
    'loom.model.complete': 'llm',
    'loom.tool': 'tool',
    'loom.workflow.step': 'workflow',
  },
};
