import { IterationTable } from './IterationTable';
import type { TabProps } from './tab';

export function DocumentTab(props: TabProps) {
  return <IterationTable {...props} />;
}
