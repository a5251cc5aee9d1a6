import { css } from '@emotion/css';
import { PanelPlugin, renderTextPanelMarkdown, type GrafanaTheme2, type PanelProps } from '@grafana/data';
import { RenderUserContentAsHTML, ScrollContainer, useStyles2 } from '@grafana/ui';

interface TextOptions {
  mode?: 'markdown' | 'html' | 'code';
  content?: string;
}

/** Markdown, made safe by Grafana's own sanitiser; other modes are shown as they are written. */
function TextPanel({ options, replaceVariables }: PanelProps<TextOptions>) {
  const styles = useStyles2(getStyles);
  const content = replaceVariables(options.content ?? '', {}, 'text');
  return (
    <ScrollContainer>
      {(options.mode ?? 'markdown') === 'markdown' ? (
        <RenderUserContentAsHTML className={styles.text} content={renderTextPanelMarkdown(content)} component="div" />
      ) : (
        <div className={styles.text}>{content}</div>
      )}
    </ScrollContainer>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  text: css({
    color: theme.colors.text.primary,
    maxWidth: '90ch',
    whiteSpace: 'normal',
    overflowWrap: 'anywhere',
    '> :last-child': { marginBottom: 0 },
    'a[href]': { color: theme.colors.text.link },
  }),
});

export const textPanel = new PanelPlugin<TextOptions>(TextPanel);
