/** Something that stops a store from answering, told in a sentence for the person who asked. */
export class StoreError extends Error {
  constructor(
    message: string,
    /** What to do about it, one line each. */
    readonly advice: string[] = []
  ) {
    super(message);
    this.name = 'StoreError';
  }
}
