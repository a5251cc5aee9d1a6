import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';
import type { Figures } from './figures';
import { toFigures } from './figureWords';

interface Props {
  /** Undefined while they are read. */
  now: Figures | undefined;
  /** Of the range before; undefined while it is not known. */
  before: Figures | undefined;
}

/** Are the loops healthy: four figures, each with its change against the range before. */
export function FigureRow({ now, before }: Props) {
  const styles = useStyles2(getStyles);
  return (
    <dl className={styles.row} aria-label="Health of the loops, against the range before">
      {toFigures(now, before).map(({ title, help, value, change, better }) => (
        <div key={title} className={styles.figure}>
          <dt className={styles.title} title={help}>
            {title}
          </dt>
          <dd className={styles.value}>{value}</dd>
          <dd className={better === null ? styles.change : better ? styles.better : styles.worse}>{change}</dd>
        </div>
      ))}
    </dl>
  );
}

const getStyles = (theme: GrafanaTheme2) => {
  const change = {
    margin: 0,
    fontSize: theme.typography.bodySmall.fontSize,
    color: theme.colors.text.secondary,
    fontVariantNumeric: 'tabular-nums',
    // room for two lines where one may become two
    '@container (max-width: 800px)': { minHeight: '3.15em' },
  };
  return {
    row: css({
      display: 'grid',
      gridTemplateColumns: 'repeat(auto-fit, minmax(min(150px, 45%), 1fr))',
      gap: theme.spacing(1),
      margin: 0,
    }),
    figure: css({
      padding: theme.spacing(1, 1.5),
      background: theme.colors.background.primary,
      border: `1px solid ${theme.colors.border.weak}`,
      borderRadius: theme.shape.radius.default,
      minWidth: 0,
    }),
    title: css({
      fontSize: theme.typography.bodySmall.fontSize,
      fontWeight: theme.typography.fontWeightRegular,
      color: theme.colors.text.secondary,
    }),
    value: css({
      margin: 0,
      fontSize: theme.typography.h2.fontSize,
      lineHeight: 1.3,
      fontVariantNumeric: 'tabular-nums',
      whiteSpace: 'nowrap',
    }),
    change: css(change),
    better: css({ ...change, color: theme.colors.success.text }),
    worse: css({ ...change, color: theme.colors.warning.text }),
  };
};
