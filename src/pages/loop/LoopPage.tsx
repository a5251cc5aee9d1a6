import { locationService } from '@grafana/runtime';
import { UrlSyncContextProvider } from '@grafana/scenes';
import { LoadingPlaceholder, useTheme2 } from '@grafana/ui';
import { useEffect, useMemo, useState } from 'react';
import { pickSource } from '../data/sources';
import { findSource } from './findSource';
import { LoopScene } from './LoopScene';

/** One loop, as the address says. An address without a data source is completed with one that has the loop. */
export function LoopPage() {
  const [source, setSource] = useState(() => locationService.getSearch().get('ds'));
  useEffect(() => {
    if (source !== null) {
      return undefined;
    }
    let current = true;
    const id = locationService.getSearch().get('id') ?? '';
    void (id === '' ? Promise.resolve(null) : findSource(id)).then((found) => {
      if (current) {
        const uid = found ?? pickSource();
        locationService.partial({ ds: uid || null }, true);
        setSource(uid);
      }
    });
    return () => {
      current = false;
    };
  }, [source]);
  return source === null ? <LoadingPlaceholder text="Looking for the loop…" /> : <LoopOf source={source} />;
}

function LoopOf({ source }: { source: string }) {
  const theme = useTheme2();
  const scene = useMemo(
    () => (theme ? new LoopScene(source, locationService.getSearch().get('id') ?? '') : null),
    [source, theme]
  );
  return (
    scene && (
      <UrlSyncContextProvider key={theme.colors.mode} scene={scene} updateUrlOnInit createBrowserHistorySteps>
        <scene.Component model={scene} />
      </UrlSyncContextProvider>
    )
  );
}
