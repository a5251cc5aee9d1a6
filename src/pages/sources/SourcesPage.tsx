import { locationUtil } from '@grafana/data';
import { LinkButton, Stack, Text } from '@grafana/ui';
import { PageFrame } from '../common/PageFrame';
import { listSources } from '../data/sources';
import { DATA_SOURCE_TYPE } from '../data/queries';

/** Where loops come from. */
export function SourcesPage() {
  const sources = listSources();
  return (
    <PageFrame
      title="Sources"
      crumb="Sources"
      controls={
        <LinkButton icon="plus" href={locationUtil.assureBaseUrl(`/connections/datasources/${DATA_SOURCE_TYPE}`)}>
          Add a data source
        </LinkButton>
      }
    >
      <Stack direction="column" gap={1}>
        {sources.length === 0 && <Text color="secondary">There is no Loopscope data source yet.</Text>}
        {sources.map(({ uid, name }) => (
          <Text key={uid}>{name}</Text>
        ))}
      </Stack>
    </PageFrame>
  );
}
