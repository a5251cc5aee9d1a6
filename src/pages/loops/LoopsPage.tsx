import { locationService } from '@grafana/runtime';
import { UrlSyncContextProvider } from '@grafana/scenes';
import { useTheme2 } from '@grafana/ui';
import { useMemo, useState } from 'react';
import { readSaved } from '../data/saved';
import { pickSource } from '../data/sources';
import { FACETS } from './facets';
import { LoopsScene } from './LoopsScene';
import { Welcome } from './Welcome';

/** The app's home. Without any data source it says how to begin. */
export function LoopsPage() {
  const [source] = useState(restore);
  return source === '' ? <Welcome /> : <LoopsOf source={source} />;
}

function LoopsOf({ source }: { source: string }) {
  const theme = useTheme2();
  // Panels work their fields out with the theme's colours: another theme, another scene.
  const scene = useMemo(() => (theme ? new LoopsScene(source) : null), [source, theme]);
  return (
    scene && (
      <UrlSyncContextProvider key={theme.colors.mode} scene={scene} updateUrlOnInit createBrowserHistorySteps>
        <scene.Component model={scene} />
      </UrlSyncContextProvider>
    )
  );
}

/** Puts what was looked at last into an address that says nothing; answers the data source. */
function restore(): string {
  const search = locationService.getSearch();
  const asked = search.get('ds');
  const saved = readSaved();
  if (asked === null && !FACETS.some((key) => search.has(key))) {
    const source = pickSource(saved.dataSource);
    const remembered = source === saved.dataSource ? saved.choice : {};
    locationService.partial({ ds: source || null, ...remembered }, true);
    return source;
  }
  return asked ?? pickSource(saved.dataSource);
}
