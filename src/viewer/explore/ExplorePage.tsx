import { css } from '@emotion/css';
import { CoreApp, LoadingState, type DataSourceApi, type GrafanaTheme2 } from '@grafana/data';
import { getDataSourceSrv, locationService } from '@grafana/runtime';
import type { DataQuery } from '@grafana/schema';
import { Alert, Button, LoadingBar, useStyles2 } from '@grafana/ui';
import { useEffect, useMemo, useRef, useState } from 'react';
import { useLocation } from 'react-router-dom';
import { useDocumentTitle } from '../shell/useDocumentTitle';
import { useWidth } from '../shell/useWidth';
import { QueryRow } from './QueryRow';
import { Results } from './Results';
import { nextRefId, readState, writeState, type ExploreState } from './state';
import { Toolbar } from './Toolbar';
import { useQueryResult } from './useQueryResult';

/** Queries of one data source and what they answer; the whole view is in the address. */
export function ExplorePage() {
  const styles = useStyles2(getStyles);
  useDocumentTitle('Explore');
  const { search } = useLocation();
  const state = useMemo(() => readState(new URLSearchParams(search)), [search]);
  const { datasource, error } = useDataSource(state.datasource);
  const [drafts, setDrafts] = useState(state.queries);
  // An editor asks for a run in the same breath as it changes its query, before React has drawn the change.
  const latest = useRef(drafts);
  const [turn, setTurn] = useState(0);
  const data = useQueryResult(datasource, state, turn);
  const [ref, width] = useWidth();
  const isLoading = data?.state === LoadingState.Loading || data?.state === LoadingState.Streaming;

  function write(queries: DataQuery[]) {
    latest.current = queries;
    setDrafts(queries);
  }

  // The address leads: what a link or the back button brings replaces what was being written.
  useEffect(() => write(state.queries), [state]);
  useEffect(() => {
    if (datasource && state.queries.length === 0) {
      go({ ...state, queries: [newQuery(datasource, [])] }, true);
    }
  }, [datasource, state]);

  function run(queries = latest.current) {
    if (writeState({ ...state, queries }) === writeState(state)) {
      setTurn(turn + 1);
    } else {
      go({ ...state, queries });
    }
  }

  function change(part: Partial<ExploreState>) {
    const queries = latest.current.map((query) =>
      part.datasource === undefined ? query : { ...query, datasource: { ...query.datasource, uid: part.datasource } }
    );
    go({ ...state, queries, ...part });
  }

  function replace(refId: string, query: DataQuery) {
    write(latest.current.map((draft) => (draft.refId === refId ? query : draft)));
  }

  return (
    <div className={styles.page} ref={ref}>
      <h1 className={styles.hidden}>Explore</h1>
      <Toolbar state={state} isLoading={isLoading} onChange={change} onRun={() => run()} />
      {error !== undefined && (
        <Alert severity="error" title="The data source could not be opened">
          {error}
        </Alert>
      )}
      {datasource && (
        <div className={styles.queries}>
          {drafts.map((query) => (
            <QueryRow
              key={`${datasource.uid}-${query.refId}`}
              datasource={datasource}
              query={query}
              queries={drafts}
              data={data}
              onChange={(next) => replace(query.refId, next)}
              onRun={() => run()}
              onToggleHidden={() =>
                run(drafts.map((draft) => (draft.refId === query.refId ? { ...draft, hide: !draft.hide } : draft)))
              }
              onRemove={drafts.length > 1 ? () => run(drafts.filter(({ refId }) => refId !== query.refId)) : undefined}
            />
          ))}
          <Button
            icon="plus"
            variant="secondary"
            size="sm"
            onClick={() => write([...drafts, newQuery(datasource, drafts)])}
          >
            Add query
          </Button>
        </div>
      )}
      <div className={styles.loading}>{isLoading && <LoadingBar width={width} />}</div>
      {data && (
        <Results
          data={data}
          onChangeTimeRange={({ from, to }) => go({ ...state, range: { from: String(from), to: String(to) } })}
        />
      )}
    </div>
  );
}

function go(state: ExploreState, replace = false): void {
  locationService.partial({ left: writeState(state), panes: null }, replace);
}

function newQuery(datasource: DataSourceApi, queries: DataQuery[]): DataQuery {
  return {
    ...datasource.getDefaultQuery?.(CoreApp.Explore),
    refId: nextRefId(queries),
    datasource: { uid: datasource.uid, type: datasource.type },
  };
}

function useDataSource(uid: string): { datasource?: DataSourceApi; error?: string } {
  const [loaded, setLoaded] = useState<{ uid: string; datasource?: DataSourceApi; error?: string }>();
  useEffect(() => {
    let current = true;
    getDataSourceSrv()
      .get(uid)
      .then(
        (datasource) => current && setLoaded({ uid, datasource }),
        (error: Error) => current && setLoaded({ uid, error: error.message })
      );
    return () => {
      current = false;
    };
  }, [uid]);
  return loaded?.uid === uid ? loaded : {};
}

const getStyles = (theme: GrafanaTheme2) => ({
  page: css({
    display: 'flex',
    flexDirection: 'column',
    gap: theme.spacing(1),
    padding: theme.spacing(1.5, 2, 3),
    minWidth: 0,
    [theme.breakpoints.down('sm')]: { padding: theme.spacing(1) },
  }),
  queries: css({
    display: 'flex',
    flexDirection: 'column',
    gap: theme.spacing(1),
    '> button': { alignSelf: 'flex-start' },
  }),
  loading: css({ height: 1 }),
  hidden: css({ position: 'absolute', width: 1, height: 1, margin: 0, overflow: 'hidden', clipPath: 'inset(50%)' }),
});
