import { css, cx } from '@emotion/css';
import { dateTimeFormat, type GrafanaTheme2 } from '@grafana/data';
import { Button, Icon, useStyles2, type IconName } from '@grafana/ui';
import { useState } from 'react';
import type { MessageRow } from './readMessages';

interface Props {
  message: MessageRow;
  /** True for the first message of an iteration where several are shown. */
  begins: boolean;
}

/** Characters shown before the whole is asked for. */
const SHORT = 1500;

/** One message: who, what, and whether it is all of it. */
export function MessageItem({ message, begins }: Props) {
  const styles = useStyles2(getStyles);
  const [whole, setWhole] = useState(false);
  const { role, kind, speaker, text, time, failed, truncated, iteration } = message;
  const isLong = text.length > SHORT;
  const isCode = kind === 'tool_call' || kind === 'tool_result';
  return (
    <li>
      {begins && <h2 className={styles.begin}>Iteration {iteration}</h2>}
      <article className={cx(styles.message, failed && styles.failed, role === 'user' && styles.user)}>
        <header className={styles.head}>
          <Icon name={iconOf(message)} size="sm" />
          <span className={styles.speaker}>{speaker}</span>
          {time !== null && (
            <time className={styles.weak} dateTime={new Date(time).toISOString()}>
              {dateTimeFormat(time, { format: 'HH:mm:ss' })}
            </time>
          )}
        </header>
        <div className={cx(styles.text, isCode && styles.code)}>
          {isLong && !whole ? `${text.slice(0, SHORT)}…` : text}
          {text === '' && <span className={styles.weak}>The content was not recorded.</span>}
        </div>
        {isLong && (
          <Button size="sm" fill="text" onClick={() => setWhole(!whole)}>
            {whole ? 'Show less' : `Show all ${text.length.toLocaleString('en-US')} characters`}
          </Button>
        )}
        {truncated && <div className={styles.cut}>Cut short here: the store or the emitter kept no more.</div>}
      </article>
    </li>
  );
}

function iconOf({ role, kind, failed }: MessageRow): IconName {
  if (failed) {
    return 'exclamation-triangle';
  }
  if (kind === 'tool_call' || kind === 'tool_result') {
    return 'wrench';
  }
  return role === 'user' ? 'user' : role === 'assistant' ? 'comment-alt' : 'info-circle';
}

const getStyles = (theme: GrafanaTheme2) => ({
  begin: css({ ...theme.typography.h6, margin: theme.spacing(1.5, 0, 1) }),
  message: css({
    padding: theme.spacing(1, 1.5),
    background: theme.colors.background.primary,
    border: `1px solid ${theme.colors.border.weak}`,
    borderLeft: `3px solid ${theme.colors.border.medium}`,
    borderRadius: theme.shape.radius.default,
    overflowWrap: 'anywhere',
  }),
  user: css({ borderLeftColor: theme.colors.primary.border }),
  failed: css({ borderLeftColor: theme.colors.warning.main }),
  head: css({ display: 'flex', alignItems: 'center', gap: theme.spacing(0.75) }),
  speaker: css({ fontWeight: theme.typography.fontWeightMedium, flex: 1, minWidth: 0 }),
  weak: css({ color: theme.colors.text.secondary, fontSize: theme.typography.bodySmall.fontSize }),
  text: css({ marginTop: theme.spacing(0.5), whiteSpace: 'pre-wrap' }),
  code: css({ fontFamily: theme.typography.fontFamilyMonospace, fontSize: theme.typography.bodySmall.fontSize }),
  cut: css({
    marginTop: theme.spacing(0.5),
    color: theme.colors.warning.text,
    fontSize: theme.typography.bodySmall.fontSize,
  }),
});
