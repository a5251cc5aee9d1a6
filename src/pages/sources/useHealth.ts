import { getDataSourceSrv } from '@grafana/runtime';
import { useCallback, useEffect, useState } from 'react';

export interface Health {
  state: 'asking' | 'ok' | 'error';
  /** One sentence; while asking the last one, or empty. */
  message: string;
  /** What more there is to say, line by line. */
  details: string[];
}

const ASKING: Health = { state: 'asking', message: '', details: [] };

/** What a data source says of its store, as "Save & test" asks it; `again` asks anew. */
export function useHealth(uid: string): { health: Health; again: () => void } {
  const [turn, setTurn] = useState(0);
  const [health, setHealth] = useState<Health & { uid: string }>({ ...ASKING, uid });
  useEffect(() => {
    let current = true;
    setHealth((last) => (last.uid === uid ? { ...last, state: 'asking' } : { ...ASKING, uid }));
    ask(uid).then((next) => current && setHealth({ ...next, uid }));
    return () => {
      current = false;
    };
  }, [uid, turn]);
  return { health, again: useCallback(() => setTurn((last) => last + 1), []) };
}

async function ask(uid: string): Promise<Health> {
  try {
    const source = await getDataSourceSrv().get(uid);
    const { status, message, details } = await source.testDatasource();
    const more = [details?.message, details?.verboseMessage]
      .flatMap((part) => (typeof part === 'string' ? part.split('\n') : []))
      .filter((line) => line.trim() !== '');
    return { state: status === 'success' ? 'ok' : 'error', message: message || 'It gave no answer.', details: more };
  } catch (error) {
    const message =
      error instanceof Error && error.message !== '' ? error.message : 'The data source could not be loaded.';
    return { state: 'error', message, details: [] };
  }
}
