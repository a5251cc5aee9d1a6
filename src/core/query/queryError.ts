/** A query that cannot be answered as it stands, told in a sentence for the person who wrote it. */
export class QueryError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'QueryError';
  }
}
