import { tableOf } from '../../common/testing';
import { rowsOf } from '../testing';
import type { ReadableFrame } from '../../common/frames';
import { readLoops } from './read';
import { remarks, whyEmpty } from './states';

const why = (...frames: ReadableFrame[]) => whyEmpty(frames, readLoops(frames), false);

describe('whyEmpty', () => {
  it('tells a failure, unless something was read all the same', () => {
    expect(whyEmpty([], readLoops([]), false, 'loops.jsonl is not there.')).toEqual({
      title: 'The loops could not be read',
      text: 'loops.jsonl is not there.',
    });
    const frames = [tableOf(rowsOf('t1', [0.5]))];
    expect(whyEmpty(frames, readLoops(frames), false, 'The second query failed.')).toBeNull();
  });
  it('says that it reads while loops are there and their iterations are not', () => {
    const loops = [tableOf([{ traceId: 't1', outcome: 'success', goalScore: 0.5, iterations: 3 }], 'loops')];
    expect(whyEmpty(loops, readLoops(loops), true)?.title).toBe('Reading iterations…');
    expect(whyEmpty([], readLoops([]), true)?.title).toBe('Reading iterations…');
    const frames = [tableOf(rowsOf('t1', [0.5]))];
    expect(whyEmpty(frames, readLoops(frames), true)).toBeNull();
  });
  it('says nothing where there is something to draw', () => {
    expect(why(tableOf(rowsOf('t1', [null])))).toBeNull();
  });
  it('tells no answer, no loops, and loops that ran nothing apart', () => {
    expect(why()?.title).toBe('No data');
    expect(why(tableOf([], 'iterations', ['traceId', 'iteration', 'goalScore']))?.title).toBe(
      'No loops in this time range'
    );
    const idle = tableOf([], 'idle', ['iteration', 'goalScore']);
    idle.fields[1].labels = { loop: 'idle', traceId: 't1' };
    expect(why(idle)?.title).toBe('1 loop without iterations');
  });
  it('names the query type to choose where frames have another shape', () => {
    expect(why(tableOf([{ time: 1, value: 2 }], 'cpu'))?.text).toMatch(/query type Iterations.*cpu/);
    const loops = tableOf([{ traceId: 't1', outcome: 'success', goalScore: 0.5, iterations: 3 }], 'loops');
    expect(why(loops)?.text).toMatch(/query type Iterations/);
  });
});

describe('remarks', () => {
  it('says what is drawn in part only', () => {
    const read = readLoops([tableOf([...rowsOf('t1', [0.5]), ...rowsOf('t2', [0.5])]), tableOf([{ value: 1 }], 'cpu')]);
    expect(remarks(read, 1, 'tokens', 1)).toEqual([
      '1 loop not drawn: tokens not reported. Choose another axis.',
      '1 of 2 loops drawn singly; the band counts all.',
      'Not used, for they hold no iterations: cpu.',
    ]);
  });
});
