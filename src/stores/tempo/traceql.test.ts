import { spanConditions } from './filters';
import { attribute, compareNumber, equalsText, fitBlocks, quote } from './traceql';

describe('TraceQL', () => {
  it('keeps hostile text within its quotes', () => {
    expect(quote('a"} || {true')).toBe('"a\\"} || {true"');
    expect(quote('back\\slash\n')).toBe('"back\\\\slash\\n"');
    expect(attribute('span', 'odd name')).toBe('span."odd name"');
    expect(attribute('span', 'resource.x')).toBe('span."resource.x"');
    expect(attribute('span', 'loop.name')).toBe('span.loop.name');
  });

  it('asks of doubles and of whole numbers', () => {
    expect(compareNumber('span.x', '>', 0.5)).toBe('span.x>0.5||span.x>0');
    expect(compareNumber('span.x', '>=', 0.5)).toBe('span.x>=0.5||span.x>=1');
    expect(compareNumber('span.x', '<', 2)).toBe('span.x<2.0||span.x<2');
    expect(equalsText('span.x', '1')).toBe('span.x="1"||span.x=1.0||span.x=1');
    expect(equalsText('span.x', 'true')).toBe('span.x="true"||span.x=true');
  });

  it('keeps names clear of the ends of blocks of 1,024 bytes', () => {
    const names = Array.from({ length: 300 }, (_, i) => `span.attribute_${i}`);
    const fitted = fitBlocks(`{name="x"}|select(${names.join(',')})`);
    expect(fitted.replaceAll(' ', '')).toBe(`{name="x"}|select(${names.join(',')})`);
    for (let end = 1024; end < fitted.length; end += 1024) {
      expect(fitted[end - 1]).toBe(' ');
    }
  });

  it('pushes down only what cannot lose a loop', () => {
    const condition = (key: string, op: '=' | '!=' | '=~' | '>', value: string) =>
      spanConditions([{ key, op, value }])[0];
    expect(condition('span.loop.goal_score', '>', '0.5')).toBe('span.loop.goal_score>0.5||span.loop.goal_score>0');
    expect(condition('worker', '=', 'w1')).toBe('span.loop.worker.id="w1"');
    expect(condition('loop', '!=', 'x')).toBeUndefined();
    expect(condition('loop', '=', '')).toBeUndefined();
    expect(condition('loop', '=~', '(?=look)ahead')).toBeUndefined();
    expect(condition('loop', '=~', 'a.*|')).toBeUndefined();
    expect(condition('tokens', '>', '100')).toBeUndefined();
  });
});
