/** @jest-environment jsdom */
import { render, screen } from '@testing-library/react';
import { Welcome } from './Welcome';

const mockList = jest.fn();

jest.mock('@grafana/runtime', () => ({
  PluginPage: ({ children }: { children: React.ReactNode }) => <main>{children}</main>,
  getDataSourceSrv: () => ({ getList: mockList }),
}));

describe('home page', () => {
  it('leads only to adding a data source while there is none', () => {
    mockList.mockReturnValue([{ uid: 'grafana', type: 'datasource' }]);
    render(<Welcome />);
    expect(screen.getAllByRole('link')).toHaveLength(1);
    expect(screen.getByRole('link', { name: 'Add a data source' })).toHaveAttribute(
      'href',
      '/connections/datasources/loopscope-datasource'
    );
  });

  it('opens Explore with a query on the first Loopscope data source', () => {
    mockList.mockReturnValue([
      { uid: 'my loops/1', type: 'loopscope-datasource' },
      { uid: 'other', type: 'loopscope-datasource' },
    ]);
    render(<Welcome />);
    const href = screen.getByRole('link', { name: 'Open Explore' }).getAttribute('href') ?? '';
    const panes = JSON.parse(new URL(href, 'http://grafana.example').searchParams.get('panes') ?? '');
    expect(panes.loops.datasource).toBe('my loops/1');
    expect(panes.loops.queries).toEqual([
      { refId: 'A', queryType: 'loops', datasource: { type: 'loopscope-datasource', uid: 'my loops/1' } },
    ]);
    expect(screen.getAllByRole('link')).toHaveLength(3);
  });
});
