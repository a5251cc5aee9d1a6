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

/** A loop whose figures are known, but whose steps are no longer held. */
export class StepsReleasedError extends StoreError {}
