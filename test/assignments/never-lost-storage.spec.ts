import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { type BrowserContext } from 'playwright-core';
import { eventually, type Scene, setNeverLostScene, signIn, Tab } from './never-lost-support.js';

let scene: Scene;
let context: BrowserContext;

beforeAll(async () => {
  scene = await setNeverLostScene();
}, 60_000);
afterEach(async () => {
  scene.proxy.restore();
  await context.close();
});
afterAll(() => scene.close());

const open = () => Tab.open(context, scene.path);

/** The questions that the tab was asked, and what it answers. */
function questions(tab: Tab, answer: { yes: boolean }): string[] {
  const asked: string[] = [];
  tab.page.on('dialog', (dialog) => {
    asked.push(dialog.type() === 'beforeunload' ? 'Leave?' : dialog.message());
    void (answer.yes ? dialog.accept() : dialog.dismiss());
  });
  return asked;
}

/** Names of what this browser keeps of anybody's handbook. */
function kept(tab: Tab): Promise<{ texts: string[]; pages: string[] }> {
  return tab.page.evaluate(async () => {
    const databases = await indexedDB.databases();
    const texts = databases.map(({ name }) => name ?? '');
    return { texts, pages: await caches.keys() };
  });
}

describe('a browser that does not keep anything', () => {
  it('because storage is forbidden, says so while offline, asks before it is left, and loses nothing', async () => {
    context = await scene.machine('alice', (made) =>
      made.addInitScript(() => {
        const refuse = () => {
          throw new DOMException('The operation is insecure.', 'SecurityError');
        };
        IDBFactory.prototype.open = refuse;
        CacheStorage.prototype.open = refuse;
      }),
    );
    const tab = await open();
    const asked = questions(tab, { yes: false });
    await tab.write('Online ');
    await tab.says('Saved');
    scene.proxy.cut();
    await tab.write('offline ');
    await tab.says('Not saved – keep this tab open');
    await Promise.all([tab.page.waitForEvent('dialog'), tab.page.close({ runBeforeUnload: true })]);
    await tab.reads('Online offline ');
    expect(asked).toEqual(['Leave?']);
    scene.proxy.restore();
    await tab.says('Saved');
    expect(await scene.stored()).toBe('Online offline ');
  });

  it('because it is full, says so until there is room', async () => {
    context = await scene.machine();
    const tab = await open();
    await tab.says('Saved');
    await tab.isKept();
    const session = await context.newCDPSession(tab.page);
    const origin = scene.proxy.url;
    await session.send('Storage.overrideQuotaForOrigin', { origin, quotaSize: 1 });
    scene.proxy.cut();
    await tab.write('too much ', 'research');
    await tab.says('Not saved – keep this tab open', 'research');
    await session.send('Storage.overrideQuotaForOrigin', { origin });
    await tab.says('Saved on this device', 'research');
    await tab.page.close();
    const again = await open();
    await again.reads('too much ', 'research');
    scene.proxy.restore();
    await again.says('Saved', 'research');
    expect(await scene.stored('research')).toBe('too much ');
  }, 40_000);
});

describe('signing out', () => {
  it('asks first when something is on this device only, and removes what is kept of this person', async () => {
    context = await scene.machine();
    const writing = await open();
    await writing.says('Saved');
    await writing.isKept();
    scene.proxy.cut();
    await writing.write('not sent ', 'strategy');
    await writing.says('Saved on this device', 'strategy');
    // Kept here, so the tab may go without a question
    const leaving = questions(writing, { yes: false });
    await writing.page.goto('about:blank');
    expect(leaving).toEqual([]);
    scene.proxy.restore();

    const home = await Tab.open(context, '/');
    const answer = { yes: false };
    const asked = questions(home, answer);
    const leave = home.page.getByRole('button', { name: 'Sign out' });
    await Promise.all([home.page.waitForEvent('dialog'), leave.click()]);
    expect(asked).toEqual([expect.stringContaining('only on this device')]);
    expect((await kept(home)).texts).toHaveLength(1);

    const again = await open();
    await again.says('Saved', 'strategy');
    expect(await scene.stored('strategy')).toBe('not sent ');
    await home.page.reload();
    await leave.click();
    await home.page.getByRole('heading', { name: 'Sign in' }).waitFor();
    expect(asked).toHaveLength(1);
    // A tab that was left open on it shows nothing to whoever comes next
    await again.page.waitForURL('**/sign-in');
    await eventually(async () => {
      const { texts, pages } = await kept(home);
      return texts.length + pages.length === 0;
    });
    scene.proxy.cut();
    await expect(open()).rejects.toThrow();
  }, 40_000);
});

describe('somebody else who signs in after a session has ended', () => {
  it('finds nothing of the first one, whose words are kept and sent when they come back', async () => {
    context = await scene.machine();
    const left = await open();
    await left.says('Saved');
    await left.isKept();
    scene.proxy.cut();
    await left.write('Alice only ', 'executive-brief');
    await left.says('Saved on this device', 'executive-brief');
    await context.clearCookies();
    await signIn(context, scene.app, 'bob');
    scene.proxy.restore();

    const notice = left.page.getByRole('alert').filter({ hasText: 'handbook of Alice Moreau' });
    await notice.waitFor();
    expect(await notice.innerText()).toContain('Bob Tanaka is signed in now');
    expect(await notice.innerText()).toContain('is kept on this device');
    expect(await left.editor('executive-brief').isVisible()).toBe(false);
    expect(await left.page.getByText('Alice only').isVisible()).toBe(false);
    expect(await scene.stored('executive-brief')).toBe('');

    const bob = await Tab.open(context, '/');
    await eventually(async () => (await kept(bob)).pages.length === 0);
    scene.proxy.cut();
    await expect(open()).rejects.toThrow();
    scene.proxy.restore();
    // Bob's signing out takes nothing of Alice's along, and asks nothing
    const asked = questions(bob, { yes: false });
    await bob.page.getByRole('button', { name: 'Sign out' }).click();
    await bob.page.getByRole('heading', { name: 'Sign in' }).waitFor();
    expect(asked).toEqual([]);
    await left.page.close();

    await signIn(context, scene.app, 'alice');
    const again = await open();
    await again.says('Saved', 'executive-brief');
    await again.reads('Alice only ', 'executive-brief');
    expect(await scene.stored('executive-brief')).toBe('Alice only ');
  }, 40_000);
});
