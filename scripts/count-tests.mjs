/**
 * Adds up the tests of a run: `jest.json` (jest's own format), `e2e.json` and `alerts.json` (`{passed, failed}`) in the folder given.
 * Prints `N passed, N failed`; exits with 1 where one failed or a result that was due is not there.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './paths.mjs';

const folder = process.argv[2] ?? join(ROOT, 'test-results');
const counts = [unitTests(), resultOf('e2e.json', 'e2e/run.mjs'), resultOf('alerts.json', 'alerts/live.mjs')];
const passed = counts.reduce((sum, count) => sum + count.passed, 0);
const failed = counts.reduce((sum, count) => sum + count.failed, 0);
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 && passed > 0 ? 0 : 1;

/** A test file that could not even start counts as one failed test. */
function unitTests() {
  const result = read('jest.json');
  return result
    ? { passed: result.numPassedTests, failed: result.numFailedTests + result.numRuntimeErrorTestSuites }
    : { passed: 0, failed: 1 };
}

/** The result of a script that is there; it is missed where there is none. */
function resultOf(file, script) {
  const due = existsSync(join(ROOT, script));
  const result = read(file);
  return result ? { passed: result.passed, failed: result.failed } : { passed: 0, failed: due ? 1 : 0 };
}

function read(name) {
  try {
    return JSON.parse(readFileSync(join(folder, name), 'utf8'));
  } catch {
    return undefined;
  }
}
