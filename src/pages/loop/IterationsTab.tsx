import { IterationTable } from './IterationTable';
import type { TabProps } from './tab';

export function IterationsTab(props: TabProps) {
  return <IterationTable {...props} />;
}
