import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { useStyles2, useTheme2 } from '@grafana/ui';
import { useMemo, useState } from 'react';

const LINE = 20;
const SPARE = 20;
/** A browser draws nothing higher than some millions of pixels. */
const MOST_LINES = 400_000;
/** Characters of a line that are drawn; the copy has them all. */
const MOST_CHARACTERS = 2000;

/** A long text of which only the lines in sight are in the page. */
export function DocumentText({ text }: { text: string }) {
  const styles = useStyles2(getStyles);
  const theme = useTheme2();
  const lines = useMemo(() => text.split('\n', MOST_LINES), [text]);
  const [view, setView] = useState({ top: 0, height: 600 });
  const first = Math.max(0, Math.floor(view.top / LINE) - SPARE);
  const last = Math.min(lines.length, Math.ceil((view.top + view.height) / LINE) + SPARE);
  const digits = String(lines.length).length;
  return (
    <div
      className={styles.frame}
      tabIndex={0}
      role="region"
      aria-label="Document"
      onScroll={({ currentTarget }) => setView({ top: currentTarget.scrollTop, height: currentTarget.clientHeight })}
    >
      <div style={{ height: lines.length * LINE, position: 'relative' }}>
        <pre className={styles.lines} style={{ top: first * LINE }}>
          {lines.slice(first, last).map((line, index) => (
            <div key={first + index} className={styles.line}>
              <span aria-hidden="true" style={{ color: theme.colors.text.secondary, userSelect: 'none' }}>
                {`${String(first + index + 1).padStart(digits)}  `}
              </span>
              {line.length > MOST_CHARACTERS
                ? `${line.slice(0, MOST_CHARACTERS)}… (${(line.length - MOST_CHARACTERS).toLocaleString('en-US')} more characters)`
                : line}
            </div>
          ))}
        </pre>
      </div>
    </div>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  frame: css({
    height: 'max(400px, calc(100vh - 360px))',
    overflow: 'auto',
    background: theme.colors.background.primary,
    border: `1px solid ${theme.colors.border.weak}`,
    borderRadius: theme.shape.radius.default,
  }),
  lines: css({
    position: 'absolute',
    left: 0,
    margin: 0,
    padding: theme.spacing(0, 1),
    border: 0,
    background: 'none',
    overflow: 'visible',
    fontSize: theme.typography.bodySmall.fontSize,
  }),
  line: css({ height: LINE, lineHeight: `${LINE}px`, whiteSpace: 'pre' }),
});
