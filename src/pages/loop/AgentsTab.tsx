import { IterationTable } from './IterationTable';
import type { TabProps } from './tab';

export function AgentsTab(props: TabProps) {
  return <IterationTable {...props} />;
}
