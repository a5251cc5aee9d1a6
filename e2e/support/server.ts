import { spawn, type ChildProcess } from 'node:child_process';
import { copyFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';

export const ROOT = resolve(__dirname, '../..');
export const DIST = resolve(ROOT, process.env.LOOPSCOPE_DIST ?? 'dist');

export const PROGRAM = join(DIST, 'cli/loopscope.js');
export const TESTDATA = join(ROOT, 'testdata');
export const LTF = join(TESTDATA, 'ltf');

export interface LoopscopeServer {
  /** Without a slash at the end. */
  url: string;
  port: number;
  /** What the program printed when it started. */
  greeting: string;
  stop(): Promise<void>;
}

/** Starts `loopscope serve` with the arguments given and waits for the address that it prints. */
export async function startProgram(args: string[], cwd = ROOT): Promise<LoopscopeServer> {
  const child = spawn(process.execPath, [PROGRAM, 'serve', ...args], { cwd, stdio: ['ignore', 'pipe', 'pipe'] });
  const greeting = await readGreeting(child);
  const url = /Loopscope is at (http:\S+?)\/?\s/.exec(greeting)?.[1] ?? '';
  return { url, port: Number(new URL(url).port), greeting, stop: () => stop(child) };
}

export interface ServeOptions {
  /** 0 for a free one. */
  port?: number;
  /** The folder that paths are relative to. */
  cwd?: string;
}

export function serve(paths: string[], { port = 0, cwd }: ServeOptions = {}): Promise<LoopscopeServer> {
  return startProgram([...paths, '--port', String(port)], cwd);
}

function readGreeting(child: ChildProcess): Promise<string> {
  return new Promise((done, fail) => {
    let out = '';
    let errors = '';
    child.stderr?.on('data', (chunk) => (errors += String(chunk)));
    child.stdout?.on('data', (chunk) => {
      out += String(chunk);
      if (out.includes('Ctrl+C')) {
        done(out);
      }
    });
    child.on('exit', (code) => fail(new Error(`loopscope serve ended with ${code}: ${errors}`)));
  });
}

function stop(child: ChildProcess): Promise<void> {
  return new Promise((done) => {
    if (child.exitCode !== null || child.signalCode !== null) {
      done();
      return;
    }
    child.removeAllListeners('exit');
    child.once('exit', () => done());
    child.kill('SIGTERM');
  });
}

export interface Folder {
  path(name: string): string;
  /** A fixture under its own name or another. */
  copy(fixture: string, name?: string): Promise<string>;
  remove(): Promise<void>;
}

export async function temporaryFolder(): Promise<Folder> {
  const folder = await mkdtemp(join(tmpdir(), 'loopscope-e2e-'));
  return {
    path: (name) => join(folder, name),
    copy: async (fixture, name = basename(fixture)) => {
      await copyFile(join(LTF, fixture), join(folder, name));
      return join(folder, name);
    },
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}
