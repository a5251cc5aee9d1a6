import { IterationTable } from './IterationTable';
import type { TabProps } from './tab';

export function TranscriptTab(props: TabProps) {
  return <IterationTable {...props} />;
}
