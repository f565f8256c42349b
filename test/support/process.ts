import { type ChildProcess, spawn } from 'node:child_process';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { projectRoot } from '../../src/platform/config/project-root.js';

/** A Capstone that runs as its operator runs it: the built program in a process of its own. */
export class CapstoneProcess {
  stdout = '';
  stderr = '';
  /** Resolves when it has ended, with its exit code or the signal that ended it. */
  readonly ended: Promise<number | NodeJS.Signals>;
  private readonly child: ChildProcess;

  private constructor(env: Readonly<Record<string, string>>) {
    this.child = spawn(process.execPath, [join(projectRoot, 'dist/src/main.js')], {
      cwd: projectRoot,
      env: { PATH: process.env['PATH'] ?? '', LOG_LEVEL: 'error', ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.child.stdout?.on('data', (chunk: Buffer) => (this.stdout += chunk.toString()));
    this.child.stderr?.on('data', (chunk: Buffer) => (this.stderr += chunk.toString()));
    this.ended = new Promise((resolve) => {
      this.child.on('close', (code, signal) => {
        resolve(code ?? signal ?? 'SIGKILL');
      });
    });
  }

  static start(env: Readonly<Record<string, string>>): CapstoneProcess {
    return new CapstoneProcess(env);
  }

  /** Waits for a text on its output. @throws when it ends without having said it */
  async says(text: string): Promise<void> {
    const over = this.ended.then(() => 'over');
    while (!this.stdout.includes(text)) {
      const pause = new Promise((again) => setTimeout(again, 20));
      if ((await Promise.race([over, pause])) === 'over' && !this.stdout.includes(text)) {
        throw new Error(`It ended and said: ${this.stdout}${this.stderr}`);
      }
    }
  }

  /** @returns what `ended` gives */
  end(signal: NodeJS.Signals): Promise<number | NodeJS.Signals> {
    this.child.kill(signal);
    return this.ended;
  }
}

/** A port of this machine that nobody listens on at the moment. */
export function freePort(): Promise<number> {
  return new Promise((found, fail) => {
    const probe = createServer()
      .on('error', fail)
      .listen(0, '127.0.0.1', () => {
        const { port } = probe.address() as AddressInfo;
        probe.close(() => {
          found(port);
        });
      });
  });
}
