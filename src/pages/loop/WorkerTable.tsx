import { useStyles2 } from '@grafana/ui';
import * as figures from '../common/figures';
import { getTableStyles } from './tableStyles';
import type { Part } from './workers';

interface Props {
  title: string;
  parts: readonly Part[];
}

const MOST = 100;

/** Workers or evaluators with their iterations and what these brought and took. */
export function WorkerTable({ title, parts }: Props) {
  const styles = useStyles2(getTableStyles);
  return (
    <section className={styles.frame} aria-label={title}>
      <h2 className={styles.title}>{title}</h2>
      <table className={styles.table}>
        <thead>
          <tr>
            <th scope="col">Name</th>
            <th scope="col">Iterations</th>
            <th scope="col">Goal score changed by</th>
            <th scope="col">Tokens</th>
            <th scope="col">Cost</th>
          </tr>
        </thead>
        <tbody>
          {parts.slice(0, MOST).map(({ name, iterations, goalChange, tokens, costUsd }) => (
            <tr key={name}>
              <th scope="row">{name}</th>
              <td>{figures.whole(iterations)}</td>
              <td>{goalChange === null ? '–' : figures.change(goalChange)}</td>
              <td>{figures.tokens(tokens)}</td>
              <td>{figures.usd(costUsd)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {parts.length > MOST && <p className={styles.none}>and {parts.length - MOST} more</p>}
    </section>
  );
}
