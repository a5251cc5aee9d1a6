import { comparePath, loopPath, loopsPath, sourcesPath } from './appPaths';

describe('paths of the app', () => {
  it('escape what telemetry put into ids', () => {
    const path = loopPath({ dataSource: 'my loops', traceId: 'a/b?c=1&d', iteration: 0 });
    const url = new URL(path, 'http://grafana.example');
    expect(url.pathname).toBe('/a/loopscope-app/loop');
    expect(Object.fromEntries(url.searchParams)).toEqual({ ds: 'my loops', id: 'a/b?c=1&d', iteration: '0' });
  });

  it('leave out what is not given', () => {
    expect(loopsPath()).toBe('/a/loopscope-app');
    expect(loopsPath('x')).toBe('/a/loopscope-app?ds=x');
    expect(comparePath('x', '1', '')).toBe('/a/loopscope-app/compare?ds=x&a=1');
    expect(sourcesPath()).toBe('/a/loopscope-app/sources');
    expect(loopPath({ dataSource: 'x', traceId: '1', iteration: null })).toBe('/a/loopscope-app/loop?ds=x&id=1');
  });
});
