/** Runs a script with the arguments that follow, or says in one line that there is none yet. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './paths.mjs';

const [script, ...rest] = process.argv.slice(2);
if (existsSync(join(ROOT, script))) {
  const { status } = spawnSync(process.execPath, [join(ROOT, script), ...rest], { stdio: 'inherit', cwd: ROOT });
  process.exitCode = status ?? 1;
} else {
  console.log(`${script} is not there: nothing to run.`);
}
