/** @jest-environment jsdom */
import { fireEvent, render, screen } from '@testing-library/react';
import { config } from '@grafana/runtime';
import { CreateAlert } from './CreateAlert';

const mockList = jest.fn();

jest.mock('@grafana/runtime', () => ({
  ...jest.requireActual('@grafana/runtime'),
  config: { unifiedAlertingEnabled: true, bootData: { user: { permissions: {} } } },
  getDataSourceSrv: () => ({ getList: mockList, getInstanceSettings: () => undefined }),
}));

const PROMETHEUS = { uid: 'p', name: 'Metrics', type: 'prometheus' };
const scope = { loop: 'code-repair', env: null };
const button = () => screen.getByRole('button', { name: 'Create alert' });

beforeEach(() => {
  config.unifiedAlertingEnabled = true;
  config.bootData.user.permissions = { 'alert.rules:create': true };
  mockList.mockReturnValue([PROMETHEUS]);
});

it('offers rules on the metrics of a Prometheus, each with the form filled in', async () => {
  render(<CreateAlert ds="d" scope={scope} />);
  fireEvent.click(button());
  const rule = await screen.findByRole('menuitem', { name: 'Stuck loop' });
  const { searchParams } = new URL(rule.getAttribute('href') ?? '', 'http://g.example');
  expect(searchParams.get('defaults')).toContain('code-repair');
});

it('says what is missing where there is no Prometheus', async () => {
  mockList.mockReturnValue([]);
  render(<CreateAlert ds="d" scope={scope} />);
  expect(button()).toHaveAttribute('aria-disabled', 'true');
  fireEvent.focus(button());
  expect(await screen.findByText(/no Prometheus data source is here for these loops/)).toBeInTheDocument();
});

it('is not there for those who may not, nor without alerting', () => {
  config.bootData.user.permissions = {};
  const { container, rerender } = render(<CreateAlert ds="d" scope={scope} />);
  expect(container).toBeEmptyDOMElement();
  config.bootData.user.permissions = { 'alert.rules:create': true };
  config.unifiedAlertingEnabled = false;
  rerender(<CreateAlert ds="e" scope={scope} />);
  expect(container).toBeEmptyDOMElement();
});
