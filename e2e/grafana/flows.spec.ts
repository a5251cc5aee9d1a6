import { compareFlows } from '../flows/compare';
import { dashboardFlows } from '../flows/dashboards';
import { exploreFlows } from '../flows/explore';
import { pageFlows } from '../flows/pages';
import { test } from './test';

test.describe('pages in Grafana', () => pageFlows(test));
test.describe('compare in Grafana', () => compareFlows(test));
test.describe('Explore of Grafana', () => exploreFlows(test));
test.describe('dashboards in Grafana', () => dashboardFlows(test));
