import { convergenceFlows } from './flows/convergence';
import { test } from './support/test';

test.describe('convergence panel', () => convergenceFlows(test));
