import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { type BrowserContext } from 'playwright-core';
import { eventually, type Scene, setNeverLostScene, signIn, Tab } from './never-lost-support.js';

let scene: Scene;
let context: BrowserContext;

beforeAll(async () => {
  scene = await setNeverLostScene();
});
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

/** How many entries its database has. */
function rows(tab: Tab): Promise<{ copy: number; pending: number }> {
  return tab.page.evaluate(async () => {
    const [{ name = '' } = {}] = await indexedDB.databases();
    return new Promise((resolve) => {
      const asked = indexedDB.open(name);
      asked.onsuccess = () => {
        const tx = asked.result.transaction(['copy', 'pending']);
        const copy = tx.objectStore('copy').count();
        const pending = tx.objectStore('pending').count();
        tx.oncomplete = () => {
          asked.result.close();
          resolve({ copy: copy.result, pending: pending.result });
        };
      };
    });
  });
}

describe('what a browser keeps', () => {
  it('is called saved on this device when the device has committed it, not when it was asked to', async () => {
    context = await scene.machine('alice', (made) =>
      made.addInitScript(() => {
        const add = Reflect.get<IDBObjectStore, 'add'>(IDBObjectStore.prototype, 'add');
        // A transaction is not committed while something is asked of it
        IDBObjectStore.prototype.add = function (...what) {
          const goOn = (): void => {
            if (!('commit' in window)) this.count().onsuccess = goOn;
          };
          goOn();
          return add.apply(this, what);
        };
      }),
    );
    const tab = await open();
    await tab.says('Saved');
    scene.proxy.cut();
    await tab.write('slow ', 'strategy');
    expect(await tab.word('strategy')).not.toContain('Saved');
    await tab.says('Not saved – keep this tab open', 'strategy');
    await tab.page.evaluate(() => Object.assign(window, { commit: true }));
    await tab.says('Saved on this device', 'strategy');
    await scene.networkReturns();
    await tab.says('Saved', 'strategy');
    expect(await scene.stored('strategy')).toBe('slow ');
  });

  it('stays small however much was written in pieces, and is whole after that', async () => {
    context = await scene.machine();
    const tab = await open();
    await tab.says('Saved');
    await tab.isKept();
    scene.proxy.cut();
    let text = '';
    await tab.editor('research').click();
    for (let pieces = 0; pieces <= 64; pieces = (await rows(tab)).pending) {
      await tab.page.keyboard.type('piece, ');
      text += 'piece, ';
      // What is written while the device still keeps what was before becomes one piece with it.
      await eventually(async () => (await rows(tab)).pending > pieces);
    }
    await tab.says('Saved on this device', 'research');
    await tab.page.reload();
    await tab.reads(text, 'research');
    expect((await rows(tab)).pending).toBe(1);

    // The same with what the server has; what is written twice is there once
    await tab.page.evaluate(async () => {
      const [{ name = '' } = {}] = await indexedDB.databases();
      const db = await new Promise<IDBDatabase>((resolve) => {
        const asked = indexedDB.open(name);
        asked.onsuccess = () => {
          resolve(asked.result);
        };
      });
      const store = db.transaction('copy', 'readwrite').objectStore('copy');
      const first = store.getAll();
      first.onsuccess = () => {
        for (const row of first.result as unknown[]) for (let at = 0; at < 70; at += 1) store.add(row);
      };
      await new Promise((done) => {
        store.transaction.addEventListener('complete', done);
      });
      db.close();
    });
    await scene.networkReturns();
    await tab.says('Saved', 'research');
    await eventually(async () => {
      const { copy, pending } = await rows(tab);
      return copy < 10 && pending === 0;
    });
    scene.proxy.cut();
    await tab.page.reload();
    await tab.reads(text, 'research');
    await tab.says('Offline. Saved', 'research');
    expect(await scene.stored('research')).toBe(text);
  });
});

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
    await scene.networkReturns();
    await tab.says('Saved');
    expect(await scene.stored()).toBe('Online offline ');
  });

  it('because it is full, says so until there is room', async () => {
    context = await scene.machine();
    const tab = await Tab.open(context, '/');
    const session = await context.newCDPSession(tab.page);
    const origin = scene.proxy.url;
    await session.send('Storage.overrideQuotaForOrigin', { origin, quotaSize: 1 });
    await tab.page.goto(scene.path);
    await tab.says('Saved');
    scene.proxy.cut();
    await tab.write('too much ');
    await tab.says('Not saved – keep this tab open');
    await session.send('Storage.overrideQuotaForOrigin', { origin });
    await tab.says('Saved on this device');
    await scene.networkReturns();
    await tab.says('Saved');
    expect(await scene.stored()).toBe('Online offline too much ');
    // From here on the whole handbook is kept
    await tab.isKept();
    scene.proxy.cut();
    await tab.page.reload();
    await tab.reads('Online offline too much ');
  });

  it('for a while, does not take what is on this device only for the server’s', async () => {
    context = await scene.machine('alice', (made) =>
      made.addInitScript(() => {
        const add = Reflect.get<IDBObjectStore, 'add'>(IDBObjectStore.prototype, 'add');
        IDBObjectStore.prototype.add = function (...what) {
          if ('full' in window && (window.full as string[]).includes(this.name)) {
            throw new DOMException('There is no room.', 'QuotaExceededError');
          }
          return add.apply(this, what);
        };
      }),
    );
    const tab = await open();
    questions(tab, { yes: true });
    await tab.says('Saved', 'strategy');
    await tab.isKept();
    await tab.page.evaluate(() => Object.assign(window, { full: ['pending', 'copy'] }));
    await tab.write('sent ', 'strategy');
    await tab.says('Saved', 'strategy');
    // Longer than it takes until what came is written, and until that is tried again
    await tab.page.waitForTimeout(1_500);
    scene.proxy.cut();
    await tab.page.evaluate(() => Object.assign(window, { full: ['pending'] }));
    await tab.write('unsent ', 'strategy');
    await tab.says('Not saved – keep this tab open', 'strategy');
    await tab.page.waitForTimeout(5_000);
    await tab.page.reload();
    await tab.says('Offline. Saved', 'strategy');
    expect(await tab.editor('strategy').innerText()).not.toContain('unsent');
    await scene.networkReturns();
    await tab.says('Saved', 'strategy');
    expect(await scene.stored('strategy')).toContain('sent ');
  });
});

describe('signing out', () => {
  it('asks first when something is on this device only, and removes what is kept of this person', async () => {
    context = await scene.machine();
    const before = await scene.stored();
    const writing = await open();
    await writing.says('Saved');
    await writing.isKept();
    scene.proxy.cut();
    await writing.write('not sent ');
    await writing.says('Saved on this device');
    // Kept here, so the tab may go without a question
    const leaving = questions(writing, { yes: false });
    await writing.page.goto('about:blank');
    expect(leaving).toEqual([]);
    await scene.networkReturns();

    const home = await Tab.open(context, '/');
    const answer = { yes: false };
    const asked = questions(home, answer);
    const leave = home.page.getByRole('button', { name: 'Sign out' });
    await Promise.all([home.page.waitForEvent('dialog'), leave.click()]);
    expect(asked).toEqual([expect.stringContaining('only on this device')]);
    expect((await kept(home)).texts).toHaveLength(1);

    const again = await open();
    await again.says('Saved');
    expect(await scene.stored()).toBe(`${before}not sent `);
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
  });

  it('works when something kept cannot be read or removed: it asks, and the rest goes', async () => {
    context = await scene.machine();
    const other = await open();
    await other.says('Saved');
    await other.isKept();
    const home = await Tab.open(context, '/');
    const asked = questions(home, { yes: true });
    const broken = await home.page.evaluate(async () => {
      const [{ name = '' } = {}] = await indexedDB.databases();
      const first = name.replace(/[^:]*$/, '0');
      await new Promise<void>((done) => {
        const made = indexedDB.open(first);
        made.onsuccess = () => {
          made.result.close();
          done();
        };
      });
      const refuse = () => {
        throw new DOMException('Internal error.', 'UnknownError');
      };
      const remove = Reflect.get<IDBFactory, 'deleteDatabase'>(IDBFactory.prototype, 'deleteDatabase');
      IDBFactory.prototype.open = refuse;
      IDBFactory.prototype.deleteDatabase = function (which) {
        return which === first ? refuse() : remove.call(this, which);
      };
      return first;
    });
    await home.page.getByRole('button', { name: 'Sign out' }).click();
    await home.page.getByRole('heading', { name: 'Sign in' }).waitFor();
    expect(asked).toEqual([expect.stringContaining('only on this device')]);
    await other.page.waitForURL('**/sign-in');
    await eventually(async () => (await kept(home)).texts.join() === broken);
  });
});

describe('somebody else who signs in after a session has ended', () => {
  it('finds nothing of the first one, whose words are kept and sent when they come back', async () => {
    context = await scene.machine();
    const before = await scene.stored();
    const left = await open();
    await left.says('Saved');
    await left.isKept();
    scene.proxy.cut();
    await left.write('Alice only ');
    await left.says('Saved on this device');
    await context.clearCookies();
    await signIn(context, scene.app, 'bob');
    await scene.networkReturns();

    const notice = left.page.getByRole('alert').filter({ hasText: 'handbook of Alice Moreau' });
    await notice.waitFor();
    expect(await notice.innerText()).toContain('Bob Tanaka is signed in now');
    expect(await notice.innerText()).toContain('is kept on this device');
    expect(await left.editor().isVisible()).toBe(false);
    expect(await left.page.getByText('Alice only').isVisible()).toBe(false);
    expect(await scene.stored()).toBe(before);

    const bob = await Tab.open(context, '/');
    await eventually(async () => (await kept(bob)).pages.length === 0);
    scene.proxy.cut();
    await expect(open()).rejects.toThrow();
    await scene.networkReturns();
    // Bob's signing out takes nothing of Alice's along, and asks nothing
    const asked = questions(bob, { yes: false });
    await bob.page.getByRole('button', { name: 'Sign out' }).click();
    await bob.page.getByRole('heading', { name: 'Sign in' }).waitFor();
    expect(asked).toEqual([]);
    await left.page.close();

    await signIn(context, scene.app, 'alice');
    const again = await open();
    await again.says('Saved');
    await again.reads(`${before}Alice only `);
    expect(await scene.stored()).toBe(`${before}Alice only `);
  });
});
