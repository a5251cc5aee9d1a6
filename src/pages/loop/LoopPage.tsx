import { locationService } from '@grafana/runtime';
import { UrlSyncContextProvider } from '@grafana/scenes';
import { useTheme2 } from '@grafana/ui';
import { useMemo } from 'react';
import { pickSource } from '../data/sources';
import { LoopScene } from './LoopScene';

/** One loop, as the address says. */
export function LoopPage() {
  const theme = useTheme2();
  const scene = useMemo(() => (theme ? fromAddress() : null), [theme]);
  return (
    scene && (
      <UrlSyncContextProvider key={theme.colors.mode} scene={scene} updateUrlOnInit createBrowserHistorySteps>
        <scene.Component model={scene} />
      </UrlSyncContextProvider>
    )
  );
}

function fromAddress(): LoopScene {
  const search = locationService.getSearch();
  return new LoopScene(search.get('ds') ?? pickSource(), search.get('id') ?? '');
}
