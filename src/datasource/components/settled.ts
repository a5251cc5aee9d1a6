/**
 * Hands a choice on when the Combobox is through with it. Grafana 12's tells of a choice before it has noted it down:
 * a host that draws anew at once, as Explore does, makes it tell again, without end.
 */
export const settled =
  <A extends unknown[]>(onChange: (...choice: A) => void) =>
  (...choice: A): void =>
    void setTimeout(() => onChange(...choice));
