import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { Alert, Button, useStyles2 } from '@grafana/ui';
import { errorsOf } from '../data/panelData';
import type { Asked } from '../data/useAsk';

interface Props {
  asked: Asked;
  what: string;
  /** Nothing is shown of an answer before all of it has come. */
  whole?: boolean;
}

/** How a query of a part of a page stands, unless it has answered. */
export function Asking({ asked, what, whole = false }: Props) {
  const styles = useStyles2(getStyles);
  const errors = errorsOf(asked.data);
  if (errors.length > 0) {
    return (
      <Alert
        severity="error"
        title={`The ${what} could not be read`}
        action={
          <Button variant="secondary" size="sm" onClick={asked.retry}>
            Try again
          </Button>
        }
      >
        {errors.map((text) => (
          <div key={text}>{text}</div>
        ))}
      </Alert>
    );
  }
  return asked.reading && (asked.data === undefined || (whole && !asked.answered)) ? (
    <div role="status" className={styles.reading}>
      Reading the {what}…
    </div>
  ) : null;
}

const getStyles = (theme: GrafanaTheme2) => ({
  reading: css({ padding: theme.spacing(2), color: theme.colors.text.secondary }),
});
