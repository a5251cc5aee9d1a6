import { locationService } from '@grafana/runtime';
import { useCallback, useSyncExternalStore } from 'react';

const onMove = (listener: () => void) => locationService.getHistory().listen(listener);

/** A choice that is kept in the address of the page; empty while none is made. */
export function useAddressParam(key: string): [value: string, set: (value: string) => void] {
  const value = useSyncExternalStore(onMove, () => locationService.getSearch().get(key) ?? '');
  const set = useCallback((next: string) => locationService.partial({ [key]: next }), [key]);
  return [value, set];
}
