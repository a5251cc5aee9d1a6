import { useStyles2 } from '@grafana/ui';
import * as figures from '../common/figures';
import type { Calls } from './calls';
import { getTableStyles } from './tableStyles';

interface Props {
  title: string;
  calls: readonly Calls[];
  /** Said where there are none. */
  none: string;
  tokens?: boolean;
}

const MOST = 100;

/** Tools or models with how often they were called, how often that failed and what it took. */
export function CallTable({ title, calls, none, tokens = false }: Props) {
  const styles = useStyles2(getTableStyles);
  return (
    <section className={styles.frame} aria-label={title}>
      <h2 className={styles.title}>{title}</h2>
      {calls.length === 0 ? (
        <p className={styles.none}>{none}</p>
      ) : (
        <table className={styles.table}>
          <thead>
            <tr>
              <th scope="col">Name</th>
              <th scope="col">Calls</th>
              <th scope="col">Failed</th>
              <th scope="col">Duration, median</th>
              {tokens && <th scope="col">Tokens in / out</th>}
              {tokens && <th scope="col">Cost</th>}
            </tr>
          </thead>
          <tbody>
            {calls.slice(0, MOST).map((call) => (
              <tr key={call.name}>
                <th scope="row">
                  {call.name}
                  {call.error !== null && <div className={styles.error}>{call.error.slice(0, 300)}</div>}
                </th>
                <td>{figures.whole(call.calls)}</td>
                <td className={call.failed > 0 ? styles.failed : undefined}>{figures.whole(call.failed)}</td>
                <td>{figures.duration(call.durationMedian)}</td>
                {tokens && (
                  <td>
                    {figures.tokens(call.inputTokens)} / {figures.tokens(call.outputTokens)}
                  </td>
                )}
                {tokens && <td>{figures.usd(call.costUsd)}</td>}
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {calls.length > MOST && <p className={styles.none}>and {calls.length - MOST} more</p>}
    </section>
  );
}
