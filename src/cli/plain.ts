/** Text that may be hostile as one line that does nothing to a terminal: no control characters, no change of direction. */
export const plain = (text: string) =>
  text.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, ' ');
