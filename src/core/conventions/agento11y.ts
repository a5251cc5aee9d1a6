import type { Convention } from './convention';

/** What Grafana's agent observability SDK adds to GenAI spans. */
export const agento11yConvention: Convention = {
  id: 'agento11y',
  title: 'agento11y',
  system: null,
  marks: ['agento11y.'],
  fields: {
    session: ['agento11y.framework.thread_id'],
    agent: ['agento11y.framework.langgraph.node'],
    retryAttempt: ['agento11y.framework.retry_attempt'],
  },
  kinds: [],
  names: {},
};
