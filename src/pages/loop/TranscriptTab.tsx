import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { sceneGraph } from '@grafana/scenes';
import { Button, EmptyState, useStyles2 } from '@grafana/ui';
import { useMemo, useState } from 'react';
import { Asking } from '../common/Asking';
import { errorsOf, isReading, noticesOf } from '../data/panelData';
import { pageQuery } from '../data/queries';
import { framesOf } from '../data/readLoops';
import { useAsk } from '../data/useAsk';
import { withFailedCalls } from './failedCalls';
import { MessageItem } from './MessageItem';
import { readMessageRows } from './readMessages';
import { readSteps } from './readSteps';
import { Scrubber } from './Scrubber';
import type { TabProps } from './tab';

const PAGE = 100;
/** The transcript of a loop with more calls is read iteration by iteration, though each then repeats what was said before. */
const MANY_CALLS = 1000;

/** Who said what, iteration by iteration. */
export function TranscriptTab({ scene, row, iterations }: TabProps) {
  const styles = useStyles2(getStyles);
  const { ds, id, iteration } = scene.useState();
  const { value } = sceneGraph.getTimeRange(scene).useState();
  const part = (row.llmCalls ?? 0) + (row.toolCalls ?? 0) > MANY_CALLS ? iteration : null;
  const queries = useMemo(
    () => [
      pageQuery('messages', { queryType: 'messages', traceId: id, iteration: part }),
      pageQuery('steps', { queryType: 'steps', traceId: id, iteration: part }),
    ],
    [id, part]
  );
  const asked = useAsk(ds, queries, value);
  const all = useMemo(() => {
    const of = (ref: string) => framesOf(asked.data?.series ?? [], ref);
    return withFailedCalls(readMessageRows(of('messages')), readSteps(of('steps')));
  }, [asked.data]);
  const rows = useMemo(
    () => (iteration === null ? all : all.filter((message) => message.iteration === iteration)),
    [all, iteration]
  );
  const [more, setMore] = useState({ of: iteration, shown: PAGE });
  const shown = more.of === iteration ? more.shown : PAGE;
  const notices = noticesOf(asked.data);
  const { data: main } = scene.main().useState();
  return (
    <div className={styles.tab} aria-busy={asked.reading}>
      <Scrubber
        iterations={iterations}
        reading={isReading(main)}
        value={iteration}
        onChange={(next) => scene.onChange({ iteration: next, span: '' })}
      />
      <Asking asked={asked} what="transcript" />
      {rows.length === 0 && !asked.reading && errorsOf(asked.data).length === 0 && (
        <EmptyState
          variant="not-found"
          hideImage
          message={
            iteration === null ? 'Nothing that was said is recorded' : `Nothing is recorded of iteration ${iteration}`
          }
        >
          {notices.map(({ text }) => (
            <div key={text}>{text}</div>
          ))}
        </EmptyState>
      )}
      {rows.length > 0 &&
        notices.map(({ text }) => (
          <p key={text} className={styles.notice}>
            {text}
          </p>
        ))}
      <ol className={styles.list} aria-label="Messages">
        {rows.slice(0, shown).map((message, index) => (
          <MessageItem
            key={message.id}
            message={message}
            begins={
              iteration === null && message.iteration !== null && message.iteration !== rows[index - 1]?.iteration
            }
          />
        ))}
      </ol>
      {rows.length > shown && (
        <div>
          <Button variant="secondary" size="sm" onClick={() => setMore({ of: iteration, shown: shown + PAGE * 4 })}>
            {`Show more (${(rows.length - shown).toLocaleString('en-US')} messages left)`}
          </Button>
        </div>
      )}
    </div>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  tab: css({ display: 'flex', flexDirection: 'column', gap: theme.spacing(1), minWidth: 0, maxWidth: 1000 }),
  notice: css({ margin: 0, color: theme.colors.text.secondary, fontSize: theme.typography.bodySmall.fontSize }),
  list: css({ listStyle: 'none', margin: 0, display: 'flex', flexDirection: 'column', gap: theme.spacing(1) }),
});
