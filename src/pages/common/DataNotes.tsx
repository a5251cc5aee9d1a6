import { css } from '@emotion/css';
import type { GrafanaTheme2, PanelData } from '@grafana/data';
import { Alert, Button, Icon, useStyles2 } from '@grafana/ui';
import { errorsOf, noticesOf } from '../data/panelData';
import * as figures from './figures';

interface Props {
  data: PanelData | undefined;
  onRetry: () => void;
  /** What of the page the queries are for, by refId, where they are for a part alone. */
  parts?: Readonly<Record<string, string>>;
  /** What could not be read where nothing could. */
  what?: string;
}

/** What went wrong, what was left out and what is odd about the data: errors in full, the rest on demand. */
export function DataNotes({ data, onRetry, parts, what = 'loops' }: Props) {
  const styles = useStyles2(getStyles);
  const errors = errorsOf(data);
  const notices = noticesOf(data, parts);
  const grave = notices.filter(({ severity }) => severity !== 'info');
  return (
    <>
      {errors.length > 0 && (
        <Alert
          severity="error"
          title={data && data.series.length > 0 ? 'Not everything could be read' : `The ${what} could not be read`}
          className={styles.alert}
          action={
            <Button variant="secondary" size="sm" onClick={onRetry}>
              Try again
            </Button>
          }
        >
          {errors.map((text) => (
            <div key={text}>{text}</div>
          ))}
        </Alert>
      )}
      {notices.length > 0 && (
        <details className={styles.notes}>
          <summary>
            <Icon name={grave.length > 0 ? 'exclamation-triangle' : 'info-circle'} size="sm" />{' '}
            {figures.count(notices.length, 'note')} about these data
            {grave.length > 0 && `: ${clip(grave[0].text)}`}
          </summary>
          <ul>
            {notices.slice(0, MOST).map(({ text, severity }) => (
              <li key={text}>
                {severity === 'info' ? '' : `${severity}: `}
                {text}
              </li>
            ))}
            {notices.length > MOST && <li>and {notices.length - MOST} more</li>}
          </ul>
        </details>
      )}
    </>
  );
}

const MOST = 30;
const clip = (text: string) => (text.length > 120 ? `${text.slice(0, 120)}…` : text);

const getStyles = (theme: GrafanaTheme2) => ({
  alert: css({ marginBottom: theme.spacing(0.5) }),
  notes: css({
    fontSize: theme.typography.bodySmall.fontSize,
    color: theme.colors.text.secondary,
    overflowWrap: 'anywhere',
    // one line until it is opened: what is below stays where it is
    '&:not([open]) > summary': { overflow: 'hidden', textOverflow: 'ellipsis', whiteSpace: 'nowrap' },
    summary: { cursor: 'pointer' },
    ul: { margin: theme.spacing(0.5, 0, 0, 3) },
  }),
});
