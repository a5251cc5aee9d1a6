import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';
import type { Outcome } from '../../core/model/loop';
import { OutcomeMark } from '../../panels/common/OutcomeMark';

interface Props {
  outcome: Outcome;
  /** Said beside the shape; hidden it is still read out. */
  words?: boolean;
}

/** An outcome as shape and word. */
export function Mark({ outcome, words = false }: Props) {
  const styles = useStyles2(getStyles);
  return (
    <span className={styles.mark} title={outcome}>
      <OutcomeMark outcome={outcome} size={12} pulses />
      <span className={words ? undefined : 'sr-only'}>{outcome}</span>
    </span>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  mark: css({
    display: 'inline-flex',
    alignItems: 'center',
    gap: theme.spacing(0.75),
    '& .sr-only': {
      position: 'absolute',
      width: 1,
      height: 1,
      overflow: 'hidden',
      clipPath: 'inset(50%)',
      whiteSpace: 'nowrap',
    },
  }),
});
