import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { Tab, TabsBar, useStyles2 } from '@grafana/ui';
import { CodeBlock } from './CodeBlock';
import type { Addresses, Guide } from './guides';

interface Props {
  title: string;
  text: string;
  guides: Guide[];
  /** The id of the guide that is open. */
  value: string;
  addresses: Addresses;
  onChange: (id: string) => void;
}

/** Guides one beside the other, one open. */
export function GuideTabs({ title, text, guides, value, addresses, onChange }: Props) {
  const styles = useStyles2(getStyles);
  const open = guides.find(({ id }) => id === value) ?? guides[0];
  return (
    <section className={styles.section} aria-label={title}>
      <h2 className={styles.title}>{title}</h2>
      <p className={styles.lead}>{text}</p>
      <TabsBar>
        {guides.map(({ id, title: label }) => (
          <Tab
            key={id}
            label={label}
            active={id === open.id}
            onChangeTab={(event) => {
              event.preventDefault();
              onChange(id);
            }}
          />
        ))}
      </TabsBar>
      <div className={styles.body}>
        <p className={styles.text}>{open.text}</p>
        <ol className={styles.steps}>
          {open.steps.map(({ text: what, code }) => (
            <li key={what} className={styles.step}>
              <span>{what}</span>
              <CodeBlock code={code(addresses)} label={`${open.title}: ${what.replace(/:$/, '')}`} />
            </li>
          ))}
        </ol>
        <ul className={styles.notes}>
          {open.notes.map((note) => (
            <li key={note}>{note}</li>
          ))}
        </ul>
      </div>
    </section>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  section: css({ display: 'flex', flexDirection: 'column', gap: theme.spacing(1), minWidth: 0 }),
  title: css({ ...theme.typography.h4, margin: 0 }),
  lead: css({ margin: 0, color: theme.colors.text.secondary, maxWidth: '80ch' }),
  body: css({
    display: 'flex',
    maxWidth: 960,
    flexDirection: 'column',
    gap: theme.spacing(2),
    paddingTop: theme.spacing(1),
    minWidth: 0,
  }),
  text: css({ margin: 0, maxWidth: '80ch' }),
  steps: css({
    display: 'flex',
    flexDirection: 'column',
    gap: theme.spacing(2),
    margin: 0,
    paddingLeft: theme.spacing(2.5),
  }),
  step: css({
    minWidth: 0,
    '> span': { display: 'block', marginBottom: theme.spacing(0.5) },
    '::marker': { color: theme.colors.text.secondary },
  }),
  notes: css({
    margin: 0,
    paddingLeft: theme.spacing(2.5),
    maxWidth: '80ch',
    overflowWrap: 'anywhere',
    color: theme.colors.text.secondary,
    fontSize: theme.typography.bodySmall.fontSize,
  }),
});
