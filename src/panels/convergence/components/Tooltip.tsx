import { css } from '@emotion/css';
import { useEffect, useLayoutEffect, useRef, useState } from 'react';
import type { GrafanaTheme2, LinkModel } from '@grafana/data';
import { Icon, IconButton, Portal, useStyles2 } from '@grafana/ui';
import { words } from '../../common/names';
import { getTooltipStyles } from '../../common/tooltipStyles';
import type { LoopSeries } from '../model/series';
import { placeOf, readings } from '../model/words';
import { OutcomeMark } from '../../common/OutcomeMark';

interface Props {
  series: LoopSeries;
  point: number;
  /** Of the point read, in pixels of the window. */
  anchor: { x: number; y: number };
  time: string | null;
  /** Where the curve went flat, in words. */
  finding: string | null;
  pinned: boolean;
  /** Pinned from the keyboard: the links must be a Tab away. */
  takeFocus: boolean;
  links: LinkModel[];
  onClose: () => void;
}

const GAP = 16;

/** Everything known of one iteration. Pinned, it can be read with the pointer and leads on. */
export function Tooltip({ series, point, anchor, time, finding, pinned, takeFocus, links, onClose }: Props) {
  const styles = useStyles2(getStyles);
  const ref = useRef<HTMLDivElement>(null);
  const [size, setSize] = useState({ width: 260, height: 220 });
  useLayoutEffect(() => {
    const box = ref.current?.getBoundingClientRect();
    if (box && (Math.abs(box.width - size.width) > 1 || Math.abs(box.height - size.height) > 1)) {
      setSize({ width: box.width, height: box.height });
    }
  }, [series, point, pinned, links, size]);

  useEffect(() => {
    if (takeFocus) {
      ref.current?.focus();
    }
  }, [takeFocus]);

  const left = anchor.x + GAP + size.width > window.innerWidth - 8 ? anchor.x - GAP - size.width : anchor.x + GAP;
  const top = Math.min(anchor.y + GAP, window.innerHeight - size.height - 8);
  const place = {
    left: Math.max(8, left),
    top: Math.max(8, top),
    pointerEvents: pinned ? ('auto' as const) : ('none' as const),
  };
  return (
    <Portal>
      <div
        ref={ref}
        className={styles.box}
        style={place}
        tabIndex={-1}
        role={pinned ? 'dialog' : undefined}
        aria-label={pinned ? `${series.name}, ${placeOf(series, point)}` : undefined}
        aria-hidden={pinned ? undefined : true}
        onKeyDown={(event) => event.key === 'Escape' && onClose()}
      >
        <div className={styles.head}>
          <OutcomeMark outcome={series.outcome} />
          <span className={styles.name}>{series.name}</span>
          {pinned && <IconButton name="times" size="md" aria-label="Close" onClick={onClose} />}
        </div>
        <div className={styles.weak}>
          {[series.outcome, series.terminationReason && words(series.terminationReason), series.env]
            .filter(Boolean)
            .join(' · ')}
        </div>
        <div className={styles.place}>
          <span>{placeOf(series, point)}</span>
          {time && <span className={styles.weak}>{time}</span>}
        </div>
        <table className={styles.table}>
          <tbody>
            {readings(series, point).map(({ name, value, aside }) => (
              <tr key={name}>
                <th scope="row">{name}</th>
                <td className={styles.value}>{value}</td>
                <td className={styles.weak}>{aside}</td>
              </tr>
            ))}
          </tbody>
        </table>
        {finding && <div className={styles.finding}>{finding}</div>}
        {pinned ? <Links links={links} /> : <div className={styles.hint}>Click or press Enter to pin</div>}
      </div>
    </Portal>
  );
}

function Links({ links }: { links: LinkModel[] }) {
  const styles = useStyles2(getStyles);
  if (links.length === 0) {
    return null;
  }
  return (
    <div className={styles.links}>
      {links.map((link) => (
        <a
          key={link.title + link.href}
          className={styles.link}
          href={link.href}
          target={link.target}
          rel="noopener noreferrer"
          onClick={link.onClick}
        >
          {link.title}
          {link.target === '_blank' && <Icon name="external-link-alt" size="xs" title="Opens in a new tab" />}
        </a>
      ))}
    </div>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  ...getTooltipStyles(theme),
  finding: css({ marginTop: theme.spacing(0.5) }),
  links: css({
    display: 'flex',
    flexDirection: 'column',
    gap: theme.spacing(0.5),
    marginTop: theme.spacing(0.75),
    paddingTop: theme.spacing(0.75),
    borderTop: `1px solid ${theme.colors.border.weak}`,
  }),
  link: css({
    display: 'inline-flex',
    alignItems: 'center',
    gap: theme.spacing(0.5),
    color: theme.colors.text.link,
    '&:hover': { textDecoration: 'underline' },
    '&:focus-visible': { outline: `2px solid ${theme.colors.primary.main}`, borderRadius: theme.shape.radius.default },
  }),
  hint: css({ marginTop: theme.spacing(0.5), color: theme.colors.text.secondary }),
});
