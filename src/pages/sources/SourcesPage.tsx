import { css } from '@emotion/css';
import { locationUtil, type GrafanaTheme2 } from '@grafana/data';
import { EmptyState, LinkButton, useStyles2 } from '@grafana/ui';
import { mayUser } from '../common/mayUser';
import { PageFrame } from '../common/PageFrame';
import { DATA_SOURCE_TYPE } from '../data/queries';
import { listSources } from '../data/sources';
import { factsOf } from './describeSource';
import { GuideTabs } from './GuideTabs';
import { LOOPSCOPE, type Addresses } from './guides';
import { SourceItem } from './SourceItem';
import { STORE_GUIDES } from './storeGuides';
import { SYSTEM_GUIDES } from './systemGuides';
import { useAddressParam } from './useAddressParam';

/** Where loops come from: the data sources there are, how each system sends, how each store is read. */
export function SourcesPage() {
  const styles = useStyles2(getStyles);
  const [system, setSystem] = useAddressParam('system');
  const [store, setStore] = useAddressParam('store');
  const sources = listSources();
  const addresses = addressesOf(sources.map((settings) => factsOf(settings).direct));
  return (
    <PageFrame title="Sources" controls={<AddButton />}>
      <section className={styles.section} aria-label="Data sources">
        <h2 className={styles.title}>Data sources</h2>
        {sources.length === 0 ? (
          <EmptyState
            variant="call-to-action"
            hideImage
            message="There is no Loopscope data source yet"
            button={<AddButton />}
          >
            Choose below where your loops are kept, then add a data source that reads them from there.
          </EmptyState>
        ) : (
          <ul className={styles.list}>
            {sources.map((settings) => (
              <SourceItem key={settings.uid} settings={settings} otlp={addresses.otlp} />
            ))}
          </ul>
        )}
      </section>
      <GuideTabs
        title="Send loops"
        text="What to write into the program that runs them."
        guides={SYSTEM_GUIDES}
        value={system}
        addresses={addresses}
        onChange={setSystem}
      />
      <GuideTabs
        title="Keep and read loops"
        text={`Where they are kept, and the data source that reads them. Run "${LOOPSCOPE}" in the folder of Loopscope; in that of the installed plugin it is "node cli/loopscope.js".`}
        guides={STORE_GUIDES}
        value={store}
        addresses={addresses}
        onChange={setStore}
      />
    </PageFrame>
  );
}

/** Only for those who may; the viewer has what its server has. */
function AddButton() {
  return mayUser('datasources:create') ? (
    <LinkButton icon="plus" href={locationUtil.assureBaseUrl(`/connections/datasources/${DATA_SOURCE_TYPE}`)}>
      Add a data source
    </LinkButton>
  ) : null;
}

/** Lines name the server that is there where the browser knows its address, which takes spans as well. */
function addressesOf(direct: Array<string | null>): Addresses {
  const known = direct.find((url) => url !== null);
  const origin = known === undefined || known === null ? null : new URL(known).origin;
  return { otlp: origin ?? 'http://127.0.0.1:4318', server: origin ?? 'http://127.0.0.1:4319' };
}

const getStyles = (theme: GrafanaTheme2) => ({
  section: css({ display: 'flex', flexDirection: 'column', gap: theme.spacing(1), minWidth: 0 }),
  title: css({ ...theme.typography.h4, margin: 0 }),
  list: css({
    listStyle: 'none',
    display: 'flex',
    flexDirection: 'column',
    gap: theme.spacing(1),
    margin: 0,
    padding: 0,
  }),
});
