import { readAnyValue, readId, readNanos } from './values';

describe('an id', () => {
  const hex = '0123456789abcdef';
  it.each([
    ['hex in capitals', hex.toUpperCase(), hex],
    ['base64', 'ASNFZ4mrze8=', hex],
    ['base64 without padding', 'ASNFZ4mrze8', hex],
    ['base64 with too much padding', 'ASNFZ4mrze8==', hex],
    ['cut leading zeros', 'abc', '0000000000000abc'],
    ['zeros', '0000000000000000', null],
    ['other words', 'not an id', null],
  ])('in %s', (_, written, wanted) => {
    expect(readId(written, 8)).toBe(wanted);
  });
});

describe('a value', () => {
  it.each([
    ['an integer as text', { intValue: '12' }, 12],
    ['an integer beyond doubles', { intValue: '9007199254740993' }, '9007199254740993'],
    ['an integer that is none', { intValue: {} }, null],
    ['an empty integer', { intValue: '' }, null],
    ['a double as text', { doubleValue: '0.5' }, 0.5],
    ['a double that is none', { doubleValue: null }, null],
    ['NaN', { doubleValue: 'NaN' }, null],
    ['a zero', { doubleValue: 0 }, 0],
  ])('%s', (_, written, wanted) => {
    expect(readAnyValue(written)).toBe(wanted);
  });
});

it('reads nanoseconds to the microsecond; 0 is no time', () => {
  expect(readNanos('1763452800123456789')).toBe(1763452800123.456);
  expect(readNanos(1763452800123456789)).toBe(1763452800123.456);
  expect(readNanos('0')).toBeNull();
});
