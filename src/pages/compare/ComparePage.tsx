import { locationService } from '@grafana/runtime';
import { UrlSyncContextProvider } from '@grafana/scenes';
import { useTheme2 } from '@grafana/ui';
import { useMemo } from 'react';
import { pickSource } from '../data/sources';
import { CompareScene } from './CompareScene';

/** Two loops side by side, as the address says. */
export function ComparePage() {
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

function fromAddress(): CompareScene {
  const search = locationService.getSearch();
  return new CompareScene(search.get('ds') ?? pickSource(), search.get('a') ?? '', search.get('b') ?? '');
}
