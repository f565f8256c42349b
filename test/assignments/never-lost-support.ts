import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from '@jest/globals';
import { type Browser, type BrowserContext, type Page } from 'playwright-core';
import { documentFrom } from '../../src/assignments/live/stored.rules.js';
import { type ConfigValues } from '../../src/platform/config/config.js';
import { type Name, startTestApp, type TestApp } from '../support/app.js';
import { openBrowser } from '../support/browser.js';
import { CuttableProxy } from '../support/cuttable-proxy.js';
import { freePort } from '../support/process.js';
import { setScene, type World } from '../support/world.js';

/** The application behind a network that can fail, and a browser in front of it. */
export interface Scene {
  app: TestApp;
  world: World;
  proxy: CuttableProxy;
  browser: Browser;
  path: string;
  /** A machine of its own: another browser, in which somebody is signed in. */
  machine(name?: Name, prepare?: (context: BrowserContext) => Promise<unknown>): Promise<BrowserContext>;
  /** The network is back, and each browser notices. Without this they find out by themselves, within seconds. */
  networkReturns(): Promise<void>;
  /** What the server has stored of a section, as plain text. */
  stored(section?: string): Promise<string>;
  close(): Promise<void>;
}

export async function setNeverLostScene(): Promise<Scene> {
  const proxy = await CuttableProxy.start();
  const app = await startTestApp({ config: { publicUrl: proxy.url } });
  proxy.target = app.config.port;
  const world = await setScene(app);
  const browser = await openBrowser();
  return {
    app,
    world,
    proxy,
    browser,
    path: `/handbooks/${world.handbookId}`,
    async machine(name = 'alice', prepare) {
      const context = await browser.newContext({
        baseURL: proxy.url,
        timezoneId: 'UTC',
        locale: 'en-GB',
        reducedMotion: 'reduce',
      });
      context.setDefaultTimeout(60_000);
      await prepare?.(context);
      await signIn(context, app, name);
      return context;
    },
    async networkReturns() {
      proxy.restore();
      for (const page of browser.contexts().flatMap((context) => context.pages())) {
        await page.evaluate(() => window.dispatchEvent(new Event('online'))).catch(() => false);
      }
    },
    async stored(section = 'executive-brief') {
      const rows = await app.db.query<{ body: Buffer }[]>(
        'SELECT body FROM handbook_updates WHERE handbook_id = $1 ORDER BY id',
        [world.handbookId],
      );
      return documentFrom(rows.map(({ body }) => body))
        .getXmlFragment(section)
        .toJSON()
        .replaceAll(/<[^>]*>/g, '');
    },
    async close() {
      await browser.close();
      await app.close();
      await proxy.close();
    },
  };
}

/** Puts the cookies of a session into the browser, as a sign-in would. */
export async function signIn(context: BrowserContext, app: TestApp, name: Name): Promise<void> {
  const cookies = (await app.as(name)).cookie(app.url).split('; ');
  await context.addCookies(
    cookies.map((cookie) => {
      const at = cookie.indexOf('=');
      return { name: cookie.slice(0, at), value: cookie.slice(at + 1), url: app.url, sameSite: 'Lax' };
    }),
  );
}

/** A tab on the handbook. */
export class Tab {
  readonly complaints: string[] = [];

  private constructor(readonly page: Page) {
    page.on('console', (message) => {
      if (/content.security.policy/i.test(message.text())) this.complaints.push(message.text());
    });
    page.on('pageerror', (error) => this.complaints.push(String(error)));
  }

  static async open(context: BrowserContext, path: string): Promise<Tab> {
    const tab = new Tab(await context.newPage());
    await tab.page.goto(path);
    return tab;
  }

  /** Writes at the end of a section. */
  async write(text: string, section = 'executive-brief'): Promise<void> {
    await this.editor(section).click();
    await this.page.keyboard.press('Control+End');
    await this.page.keyboard.type(text);
  }

  /** Waits until a section's line says so. */
  async says(word: string, section = 'executive-brief'): Promise<void> {
    const line = this.page.locator(`[data-section="${section}"] [data-save-state-word]`);
    await line
      .filter({ hasText: new RegExp(`^${word}$`) })
      .waitFor()
      .catch(async () => {
        // Says what stands there instead
        expect(await this.page.locator('main').innerText({ timeout: 1_000 })).toBe(word);
      });
  }

  async word(section = 'executive-brief'): Promise<string> {
    return this.page.locator(`[data-section="${section}"] [data-save-state-word]`).innerText();
  }

  /** Waits until the section holds exactly this. */
  async reads(text: string, section = 'executive-brief'): Promise<void> {
    await this.editor(section).waitFor();
    let found = '';
    await eventually(async () => (found = await this.editor(section).innerText()) === text).catch(() => {
      expect(found).toBe(text);
    });
  }

  editor(section = 'executive-brief') {
    return this.page.locator(`[data-section="${section}"] .ProseMirror`);
  }

  /** Until this page can be opened without a network: the worker runs; the page, its files and the whole text are kept. */
  async isKept(): Promise<void> {
    await eventually(() =>
      this.page.evaluate(async () => {
        const registration = await navigator.serviceWorker.getRegistration('/handbooks/');
        if (registration?.active == null || (await caches.match(location.pathname)) === undefined)
          return false;
        const databases = await indexedDB.databases();
        const name = databases.find((kept) => kept.name?.startsWith('capstone-handbook:'))?.name;
        if (name === undefined) return false;
        return new Promise<boolean>((resolve, reject) => {
          const asked = indexedDB.open(name);
          asked.onerror = () => {
            reject(new Error('What is kept here cannot be read.'));
          };
          asked.onsuccess = () => {
            const whole = asked.result.transaction('facts').objectStore('facts').get('copy');
            whole.onsuccess = () => {
              asked.result.close();
              resolve(whole.result !== undefined);
            };
          };
        });
      }),
    );
  }
}

/** Waits until it is so, asking every now and then. */
export async function eventually(holds: () => Promise<boolean>, ms = 45_000): Promise<void> {
  const end = Date.now() + ms;
  while (!(await holds())) {
    if (Date.now() > end) throw new Error(`Waited ${ms} ms in vain for: ${holds.toString()}`);
    await new Promise((again) => setTimeout(again, 50));
  }
}

/** The same application in a process that can be killed. */
export class ServerProcess {
  /** Whether it came up; false when it ended before. */
  readonly up: Promise<boolean>;

  private constructor(
    private readonly child: ChildProcess,
    readonly port: number,
  ) {
    this.up = new Promise((resolve) => {
      child.stdout?.once('data', () => {
        resolve(true);
      });
      child.once('exit', () => {
        resolve(false);
      });
    });
  }

  /** @param at the port; without it any that is free */
  static async start(app: TestApp, build?: string, at?: number): Promise<ServerProcess> {
    const server = ServerProcess.begin(app, at ?? (await freePort()), build);
    if (!(await server.up)) throw new Error('The server ended before it was up.');
    return server;
  }

  /** Does not wait until it is up. */
  static begin(app: TestApp, port: number, build?: string): ServerProcess {
    const script = fileURLToPath(new URL('./never-lost-server.js', import.meta.url));
    const config = JSON.stringify(Object.assign({}, app.config as ConfigValues, { port }));
    const child = spawn(process.execPath, [script, config, ...(build === undefined ? [] : [build])], {
      stdio: ['ignore', 'pipe', 'inherit'],
      // It starts again and again, so what was compiled is kept
      env: { ...process.env, NODE_COMPILE_CACHE: join(tmpdir(), 'capstone-test-compiled') },
    });
    return new ServerProcess(child, port);
  }

  async kill(): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    this.child.kill('SIGKILL');
    await once(this.child, 'exit');
  }
}
