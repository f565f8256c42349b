import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { type BrowserContext } from 'playwright-core';
import { Limits } from '../../src/platform/limits/limits.js';
import { cast, castPassword } from '../../src/users/cast.js';
import { eventually, type Scene, ServerProcess, setNeverLostScene, Tab } from './never-lost-support.js';

let scene: Scene;
let context: BrowserContext;

beforeAll(async () => {
  scene = await setNeverLostScene();
});
afterEach(async () => {
  scene.proxy.target = scene.app.config.port;
  scene.proxy.restore();
  await context.close();
});
afterAll(() => scene.close());

const open = () => Tab.open(context, scene.path);

/** As when an administrator or another device ends all sessions, or two weeks have passed. */
async function sessionsEnd(): Promise<void> {
  const { db, ids } = scene.app;
  await db.query('DELETE FROM sessions WHERE user_id = $1', [ids.alice]);
  await db.query(`SELECT pg_notify('sessions_ended', $1)`, [ids.alice]);
}

const dialogOf = ({ page }: Tab) => page.getByRole('dialog', { name: 'Sign in again' });

async function signsIn(tab: Tab, email: string, password = castPassword): Promise<void> {
  const dialog = dialogOf(tab);
  await dialog.getByLabel('E-mail address').fill(email);
  await dialog.getByLabel('Password').fill(password);
  await dialog.getByRole('button', { name: 'Sign in' }).click();
}

const tokensOf = ({ page }: Tab): Promise<string[]> =>
  page.evaluate(() => [
    document.querySelector<HTMLMetaElement>('meta[name="csrf-token"]')?.content ?? '',
    ...[...document.querySelectorAll<HTMLInputElement>('input[name="_csrf"]')].map(({ value }) => value),
  ]);

describe('a session that ends in the middle of a paragraph', () => {
  it('is begun anew in a dialogue, while everything is kept and one can go on writing', async () => {
    context = await scene.machine();
    const tab = await open();
    await tab.write('Before, ');
    await tab.says('Saved');
    const before = await tokensOf(tab);
    await sessionsEnd();
    await tab.write('meanwhile, ');
    await tab.says('Saved on this device – sign in to send it');
    expect(await tab.page.getByRole('alert').innerText()).toContain('What you wrote is kept on this device.');

    await tab.page.getByRole('button', { name: 'Sign in again' }).click();
    await signsIn(tab, cast.alice.email, 'a wrong one');
    await dialogOf(tab).getByText('do not belong together').waitFor();
    await signsIn(tab, cast.alice.email);
    await tab.says('Saved');
    expect(await tab.page.getByRole('dialog').count()).toBe(0);
    await tab.write('after.');
    await tab.says('Saved');
    expect(await scene.stored()).toBe('Before, meanwhile, after.');
    const now = await tokensOf(tab);
    expect(new Set(now).size).toBe(1);
    expect(now[0]).not.toBe(before[0]);
    expect(tab.complaints).toEqual([]);
    // The page's forms work again
    await tab.page.getByRole('button', { name: 'Hand in' }).click();
    await tab.page.locator('.error-summary').waitFor();
    await tab.reads('Before, meanwhile, after.');
  });

  it('or in a new tab, after which this one goes on by itself', async () => {
    context = await scene.machine();
    const before = await scene.stored('strategy');
    const tab = await open();
    await tab.says('Saved', 'strategy');
    const tokens = await tokensOf(tab);
    await sessionsEnd();
    await tab.write('Elsewhere. ', 'strategy');
    const [other] = await Promise.all([
      context.waitForEvent('page'),
      tab.page.getByRole('link', { name: 'Sign in in a new tab' }).click(),
    ]);
    await other.getByLabel('E-mail address').fill(cast.alice.email);
    await other.getByLabel('Password').fill(castPassword);
    await other.getByRole('button', { name: 'Sign in' }).click();
    await other.getByRole('heading', { name: /Welcome/ }).waitFor();
    await other.close();
    await tab.page.evaluate(() => window.dispatchEvent(new Event('focus')));
    await tab.says('Saved', 'strategy');
    expect(await scene.stored('strategy')).toBe(`${before}Elsewhere. `);
    await eventually(async () => (await tokensOf(tab))[0] !== tokens[0]);
  });

  it('says when there were too many tries, and keeps the dialogue', async () => {
    context = await scene.machine();
    const before = await scene.stored('strategy');
    const tab = await open();
    await tab.says('Saved');
    await sessionsEnd();
    for (let tries = 0; tries < 10; tries += 1) {
      await scene.app.get(Limits).consume('signInByAccount', cast.alice.email);
    }
    await tab.page.getByRole('button', { name: 'Sign in again' }).click();
    await signsIn(tab, cast.alice.email);
    await dialogOf(tab)
      .getByText(/too many tries to sign in to this account\. Try again in \d+ minutes\./)
      .waitFor();
    await dialogOf(tab).getByRole('button', { name: 'Not now' }).click();
    await tab.write('Still here. ', 'strategy');
    await tab.says('Saved on this device – sign in to send it', 'strategy');
    await scene.app.get(Limits).forgive('signInByAccount', cast.alice.email);
    await tab.page.getByRole('button', { name: 'Sign in again' }).click();
    await signsIn(tab, cast.alice.email);
    await tab.says('Saved', 'strategy');
    expect(await scene.stored('strategy')).toBe(`${before}Still here. `);
  });

  it('and goes on as somebody else’s covers the page and sends nothing, until its author is back', async () => {
    context = await scene.machine();
    const tab = await open();
    await tab.says('Saved');
    await sessionsEnd();
    await tab.write('Mine alone. ', 'research');
    await tab.page.getByRole('button', { name: 'Sign in again' }).click();
    await signsIn(tab, cast.charlie.email);
    await tab.page.getByText('This is the handbook of Alice Moreau').waitFor();
    expect(await tab.page.getByRole('alert').innerText()).toContain('Charlie Okafor is signed in now');
    expect(await tab.page.getByText('Mine alone.').isVisible()).toBe(false);
    expect(await scene.stored('research')).toBe('');
    await tab.page.getByRole('button', { name: 'Sign in as Alice Moreau' }).click();
    await signsIn(tab, cast.alice.email);
    await tab.says('Saved', 'research');
    await tab.reads('Mine alone. ', 'research');
    expect(await scene.stored('research')).toBe('Mine alone. ');
  });
});

describe('a new version of the server', () => {
  it('goes on saving, and offers to load the page anew once everything is saved', async () => {
    context = await scene.machine();
    const tab = await open();
    await tab.says('Saved');
    const before = await scene.stored();
    const next = await ServerProcess.start(scene.app, 'the next one');
    try {
      scene.proxy.cut();
      await tab.write('Across versions. ');
      await tab.says('Saved on this device');
      scene.proxy.target = next.port;
      await scene.networkReturns();
      await tab.says('Saved');
      expect(await scene.stored()).toBe(`${before}Across versions. `);
      const notice = tab.page.getByRole('status').filter({ hasText: 'There is a new version of this page.' });
      await notice.waitFor();
      await Promise.all([
        tab.page.waitForEvent('load'),
        notice.getByRole('button', { name: 'Reload' }).click(),
      ]);
      await tab.reads(`${before}Across versions. `);
      await tab.write('Still. ');
      await tab.says('Saved');
    } finally {
      await next.kill();
    }
    expect(await scene.stored()).toBe(`${before}Across versions. Still. `);
  });
});

describe('a device whose clock is wrong', () => {
  it.each(['2026-11-23T17:40:00Z', '2026-11-21T03:00:00Z'])('says the server’s time at %s', async (time) => {
    context = await scene.machine('alice', (made) => made.clock.setFixedTime(time));
    const tab = await open();
    await tab.write('.', 'strategy');
    await tab.says('Saved', 'strategy');
    const shown = tab.page.locator('[data-section="strategy"] [data-save-state-time]');
    await eventually(async () => (await shown.innerText()) === '09:00');
  });
});
