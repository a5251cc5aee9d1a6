import type { Convention } from './convention';

/** Model Context Protocol calls that no outer tool span stands for. */
export const mcpConvention: Convention = {
  id: 'mcp',
  title: 'Model Context Protocol',
  system: null,
  marks: ['mcp.method.name'],
  fields: {},
  kinds: [{ attribute: 'mcp.method.name', values: { 'tools/call': 'tool', 'resources/read': 'retrieval' } }],
  names: {},
};
