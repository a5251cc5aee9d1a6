import { createTextCache } from './textCache';

const utf8 = (text: string) => new TextEncoder().encode(text);

describe('the texts of an answer', () => {
  it('are made once', () => {
    const cached = createTextCache();
    const read = jest.fn(() => 'service.name');
    const bytes = utf8('service.name');
    expect([1, 2, 3].map(() => cached(bytes, 0, bytes.length, read))).toEqual(Array(3).fill('service.name'));
    expect(read).toHaveBeenCalledTimes(1);
  });

  it('are never taken for each other, whatever they share', () => {
    const cached = createTextCache();
    const wrong: string[] = [];
    for (let i = 0; i < 20_000; i++) {
      // the bytes of the second are the characters of the first
      for (const text of [`\u00c3\u00a9${i}`, `\u00e9${i}`, `key${i}`]) {
        const bytes = utf8(text);
        if (cached(bytes, 0, bytes.length, () => text) !== text) {
          wrong.push(text);
        }
      }
    }
    expect(wrong).toEqual([]);
  });
});
