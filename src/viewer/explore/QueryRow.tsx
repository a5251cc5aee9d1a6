import { css } from '@emotion/css';
import { CoreApp, PluginContextProvider, type DataSourceApi, type GrafanaTheme2, type PanelData } from '@grafana/data';
import type { DataQuery } from '@grafana/schema';
import { ErrorBoundaryAlert, IconButton, useStyles2 } from '@grafana/ui';

interface QueryRowProps {
  datasource: DataSourceApi;
  query: DataQuery;
  queries: DataQuery[];
  data?: PanelData;
  onChange: (query: DataQuery) => void;
  onRun: () => void;
  onRemove?: () => void;
  onToggleHidden: () => void;
}

/** One query with the editor of its data source. */
export function QueryRow({
  datasource,
  query,
  queries,
  data,
  onChange,
  onRun,
  onRemove,
  onToggleHidden,
}: QueryRowProps) {
  const styles = useStyles2(getStyles);
  const Editor = datasource.components?.QueryEditor;
  const { refId, hide } = query;
  const hideLabel = hide ? `Run query ${refId} again` : `Leave query ${refId} out`;
  return (
    <section className={styles.row} aria-label={`Query ${refId}`}>
      <div className={styles.head}>
        <span className={styles.refId}>{refId}</span>
        {hide && <span className={styles.hidden}>left out</span>}
        <span className={styles.actions}>
          <IconButton
            name={hide ? 'eye-slash' : 'eye'}
            tooltip={hideLabel}
            aria-label={hideLabel}
            onClick={onToggleHidden}
          />
          {onRemove && (
            <IconButton
              name="trash-alt"
              tooltip={`Remove query ${refId}`}
              aria-label={`Remove query ${refId}`}
              onClick={onRemove}
            />
          )}
        </span>
      </div>
      <div className={styles.editor}>
        <ErrorBoundaryAlert title="The query editor could not be drawn.">
          <PluginContextProvider meta={datasource.meta}>
            {Editor ? (
              <Editor
                app={CoreApp.Explore}
                datasource={datasource}
                query={query}
                queries={queries}
                data={data}
                range={data?.timeRange}
                history={[]}
                onChange={onChange}
                onRunQuery={onRun}
              />
            ) : (
              'This data source has no query editor.'
            )}
          </PluginContextProvider>
        </ErrorBoundaryAlert>
      </div>
    </section>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  row: css({
    background: theme.colors.background.primary,
    border: `1px solid ${theme.colors.border.weak}`,
    borderRadius: theme.shape.radius.default,
  }),
  head: css({
    display: 'flex',
    alignItems: 'center',
    gap: theme.spacing(1),
    padding: theme.spacing(0.5, 1),
    background: theme.colors.background.secondary,
  }),
  refId: css({ color: theme.colors.text.link, fontWeight: theme.typography.fontWeightMedium }),
  hidden: css({ color: theme.colors.text.secondary, fontStyle: 'italic' }),
  actions: css({ display: 'flex', marginLeft: 'auto' }),
  editor: css({ padding: theme.spacing(1) }),
});
