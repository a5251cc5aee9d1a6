/** 5,000 loops of 100 iterations in the strips panel, in the viewer: from navigation to the first strips, and scrolling. */
import { spawn } from 'node:child_process';
import { createWriteStream, mkdtempSync, rmSync, statSync } from 'node:fs';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const program = fileURLToPath(new URL('../dist/cli/loopscope.js', import.meta.url));
const START = Date.UTC(2026, 10, 18);
const ITERATIONS = 100;

/** The least that makes a loop: an attribute a figure. Scores rise, bounce or stall by loop. */
function document(index) {
  const id = `ltf-${index.toString(16).padStart(8, '0')}-0000-4000-8000-000000000000`;
  const at = (i) => new Date(START + index * 1000 + i * 10).toISOString();
  const base = { 'loop.name': `loop ${index % 40}`, 'loop.goal_target': 0.8 };
  const root = {
    span_id: 'r',
    parent_span_id: null,
    name: 'loop.run',
    kind: 'loop',
    start_time: at(0),
    end_time: at(200),
  };
  const spans = Array.from({ length: ITERATIONS }, (_, i) => ({
    span_id: `s${i}`,
    parent_span_id: 'r',
    name: 'loop.iteration',
    kind: 'iteration',
    start_time: at(i),
    end_time: at(i),
    attributes: {
      'loop.iteration': i + 1,
      'loop.goal_score': Math.round(1e4 * Math.min(0.95, (((i * (1 + (index % 5))) % 97) + (index % 13)) / 110)) / 1e4,
      'loop.tokens_delta': 200 + ((i * 37 + index) % 900),
    },
  }));
  const outcome = ['success', 'failure', 'partial'][index % 3];
  return JSON.stringify({
    schema_version: 'ltf/0.1',
    trace_id: id,
    loop_name: base['loop.name'],
    started_at: at(0),
    ended_at: at(200),
    outcome,
    termination_reason: outcome === 'success' ? 'goal_met' : 'max_iterations',
    spans: [{ ...root, attributes: { ...base, 'loop.outcome': outcome } }, ...spans],
  });
}

async function writeLoops(path, loops) {
  const file = createWriteStream(path);
  for (let index = 0; index < loops; index++) {
    if (!file.write(`${document(index)}\n`)) {
      await once(file, 'drain');
    }
  }
  file.end();
  await once(file, 'finish');
}

function serve(path) {
  const child = spawn(process.execPath, [program, 'serve', path, '--port', '0'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const url = new Promise((resolve, reject) => {
    child.stdout.on('data', (chunk) => {
      const found = /Loopscope is at (\S+?)\/?\s/.exec(String(chunk));
      if (found !== null) {
        resolve(found[1]);
      }
    });
    child.once('exit', () => reject(new Error('loopscope serve ended early')));
  });
  return { child, url };
}

/** A page of the viewer with one panel, in place of the bundled dashboard. */
async function openWith(browser, url, panel) {
  const page = await browser.newPage({ viewport: { width: 1400, height: 900 } });
  await page.route('**/dashboards/loop-convergence.json', async (route) => {
    const json = await (await route.fetch()).json();
    const { datasource } = json.panels.find((each) => each.datasource);
    const targets = ['loops', 'iterations'].map((queryType, index) => ({
      refId: 'AB'[index],
      queryType,
      limit: 10_000,
      schemaVersion: 1,
      datasource,
    }));
    const place = {
      id: 1,
      title: 'Loops',
      gridPos: { x: 0, y: 0, w: 24, h: 22 },
      fieldConfig: { defaults: {}, overrides: [] },
    };
    const data = panel.type === 'text' ? {} : { datasource, targets };
    const time = { from: '2026-11-17T00:00:00Z', to: '2026-11-20T00:00:00Z' };
    await route.fulfill({ json: { ...json, time, refresh: '1h', panels: [{ ...place, ...panel, ...data }] } });
  });
  const began = performance.now();
  await page.goto(`${url}/d/loopscope-convergence`);
  return { page, began };
}

/** Scrolls by the same distance in each frame for some seconds; answers how long frames took (ms, sorted). */
function scrollFrames(seconds) {
  const box = globalThis.document.querySelector('[data-testid=strips]');
  return new Promise((resolve) => {
    const times = [];
    let last;
    const end = performance.now() + seconds * 1000;
    const step = (now) => {
      if (last !== undefined) {
        times.push(now - last);
      }
      last = now;
      box.scrollTop += 60;
      if (now < end) {
        requestAnimationFrame(step);
      } else {
        resolve(times.sort((a, b) => a - b));
      }
    };
    requestAnimationFrame(step);
  });
}

/** @param line prints what was measured, the figure and the aim */
export async function benchStrips(browser, line, { small = false } = {}) {
  const loops = small ? 500 : 5000;
  const folder = mkdtempSync(join(tmpdir(), 'loopscope-strips-'));
  const path = join(folder, 'strips.jsonl');
  await writeLoops(path, loops);
  const { child, url } = serve(path);
  try {
    const base = await url;
    const plain = await openWith(browser, base, { type: 'text', options: { mode: 'markdown', content: 'Plain page' } });
    await plain.page.getByText('Plain page').waitFor();
    const plainMs = performance.now() - plain.began;
    await plain.page.close();

    const { page, began } = await openWith(browser, base, { type: 'loopscope-strips-panel', options: {} });
    await page
      .getByTestId('strips')
      .getByText('effectiveness from')
      .first()
      .waitFor({ state: 'attached', timeout: 120_000 });
    await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
    const first = performance.now() - began;
    const frames = await page.evaluate(scrollFrames, 4);
    const at = (q) => frames[Math.min(frames.length - 1, Math.floor(q * frames.length))];
    const size = (statSync(path).size / 1e6).toFixed(0);
    line(
      `${loops.toLocaleString('en-US')} strips x ${ITERATIONS} iterations (${size} MB): first strips`,
      `${first.toFixed(0)} ms`
    );
    line('  the same page with one line of text', `${plainMs.toFixed(0)} ms`);
    line('  scrolling, frames a second (median)', (1000 / at(0.5)).toFixed(0), '60');
    line('  one frame in twenty takes longer than', `${at(0.95).toFixed(0)} ms`);
    await page.close();
  } finally {
    child.kill('SIGTERM');
    rmSync(folder, { recursive: true, force: true });
  }
}
