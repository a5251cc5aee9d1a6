import { useEffect, useRef } from 'react';
import { css, cx } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { IconButton, Link, useStyles2 } from '@grafana/ui';
import { useLocation } from 'react-router-dom';
import { APP_ROOT } from '../../core/appPaths';
import type { ThemeName } from './themeChoice';

interface HeaderProps {
  theme: ThemeName;
  onToggleTheme: () => void;
}

const TABS = [
  { href: APP_ROOT, title: 'Loops' },
  { href: '/', title: 'Dashboard', below: '/d/' },
  { href: '/explore', title: 'Explore' },
  { href: `${APP_ROOT}/compare`, title: 'Compare' },
  { href: `${APP_ROOT}/sources`, title: 'Sources' },
  { href: '/about', title: 'About' },
];

/** The tab with the longest path that this one is below. */
function currentTab(pathname: string): string | undefined {
  const found = TABS.filter(({ href, below = href }) => pathname.startsWith(below));
  return found.sort((a, b) => b.href.length - a.href.length)[0]?.title;
}

export function Header({ theme, onToggleTheme }: HeaderProps) {
  const styles = useStyles2(getStyles);
  const { pathname } = useLocation();
  const current = currentTab(pathname);
  const nav = useRef<HTMLElement>(null);
  useEffect(() => {
    // where the tabs are wider than the page, the chosen one is in sight
    const tab = nav.current?.querySelector<HTMLElement>('[aria-current=page]');
    if (nav.current && tab) {
      nav.current.scrollLeft =
        tab.offsetLeft - nav.current.offsetLeft - (nav.current.clientWidth - tab.offsetWidth) / 2;
    }
  }, [current]);
  const other = theme === 'dark' ? 'light' : 'dark';
  return (
    <header className={styles.header}>
      <Link href="/" className={styles.brand} aria-label="Loopscope, home">
        <img src="/logo.svg" alt="" width={22} height={22} />
        <span className={styles.name}>Loopscope</span>
      </Link>
      <nav ref={nav} className={styles.tabs} aria-label="Pages">
        {TABS.map(({ href, title }) => {
          const isCurrent = title === current;
          return (
            <Link
              key={href}
              href={href}
              className={cx(styles.tab, isCurrent && styles.current)}
              aria-current={isCurrent ? 'page' : undefined}
            >
              {title}
            </Link>
          );
        })}
      </nav>
      <IconButton
        name="adjust-circle"
        size="lg"
        tooltip={`Use the ${other} theme`}
        aria-label={`Use the ${other} theme`}
        onClick={onToggleTheme}
      />
    </header>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  header: css({
    position: 'sticky',
    top: 0,
    zIndex: theme.zIndex.navbarFixed,
    display: 'flex',
    alignItems: 'center',
    gap: theme.spacing(2),
    height: 44,
    padding: theme.spacing(0, 2),
    background: theme.colors.background.primary,
    borderBottom: `1px solid ${theme.colors.border.weak}`,
    [theme.breakpoints.down('sm')]: { gap: theme.spacing(1), padding: theme.spacing(0, 1) },
  }),
  brand: css({
    display: 'flex',
    alignItems: 'center',
    gap: theme.spacing(1),
    color: theme.colors.text.maxContrast,
    fontWeight: theme.typography.fontWeightMedium,
  }),
  name: css({ [theme.breakpoints.down('sm')]: { display: 'none' } }),
  tabs: css({ display: 'flex', flexGrow: 1, height: '100%', minWidth: 0, overflowX: 'auto', scrollbarWidth: 'none' }),
  tab: css({
    display: 'flex',
    alignItems: 'center',
    padding: theme.spacing(0, 1.5),
    color: theme.colors.text.secondary,
    borderBottom: '2px solid transparent',
    borderTop: '2px solid transparent',
    '&:hover': { color: theme.colors.text.primary },
    '&:focus-visible': { outlineOffset: -2 },
  }),
  current: css({ color: theme.colors.text.maxContrast, borderBottomColor: theme.colors.warning.main }),
});
