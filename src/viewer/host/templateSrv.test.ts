/** @jest-environment jsdom */
import { FieldType, toDataFrame } from '@grafana/data';
import { lendInterpolator, replaceScoped, templateSrv } from './templateSrv';

const frame = toDataFrame({
  fields: [
    { name: 'goal', type: FieldType.number, labels: { loop: 'repair' }, values: [0.5, 0.9] },
    { name: 'trace id', type: FieldType.string, values: ['a/b', 'c d'] },
  ],
});
const link = { __dataContext: { value: { data: [frame], frame, field: frame.fields[0], rowIndex: 1 } } };

describe('replaceScoped', () => {
  it.each([
    ['$loop', 'repair'],
    ['${loop}', 'repair'],
    ['[[loop]]', 'repair'],
    ['${row.id}', '7'],
    ['$loop and $gone', 'repair and $gone'],
  ])('reads scoped variables in %p', (text, expected) => {
    expect(replaceScoped(text, { loop: { value: 'repair' }, row: { value: { id: 7 } } })).toBe(expected);
  });

  it.each([
    ['${__value.raw}', '0.9'],
    ['${__field.name}', 'goal'],
    ['${__field.labels.loop}', 'repair'],
    ['${__data.fields["trace id"]}', 'c d'],
    ['${__data.fields[1]:percentencode}', 'c%20d'],
    ['${__data.fields.gone}', '${__data.fields.gone}'],
  ])('reads the cell of a data link in %p', (text, expected) => {
    expect(replaceScoped(text, link)).toBe(expected);
  });
});

describe('templateSrv', () => {
  it('asks the dashboard that is shown, and stops when it is gone', () => {
    const giveBack = lendInterpolator((text) => text.replace('$loop', 'from the dashboard'));
    expect(templateSrv.replace('$loop')).toBe('from the dashboard');
    giveBack();
    expect(templateSrv.replace('$loop')).toBe('$loop');
  });
});
