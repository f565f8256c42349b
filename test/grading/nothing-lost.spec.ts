import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type Browser, type BrowserContext, type Locator, type Page } from 'playwright-core';
import { type MarkedAssessment } from '../../src/grading/marking/grading-access.service.js';
import { ScoreDrafts, type StoredMark } from '../../src/grading/marking/score-drafts.service.js';
import { cast, castPassword } from '../../src/users/cast.js';
import { eventually, ServerProcess, signIn } from '../assignments/never-lost-support.js';
import { type Name, startTestApp, type TestApp } from '../support/app.js';
import { openBrowser } from '../support/browser.js';
import { CuttableProxy } from '../support/cuttable-proxy.js';
import { aCohort, aPerson, enrolled, type GradedTestCohort, handedIn, viewerOf } from './a-cohort.js';
import { levelId, opened } from './marks.js';

const onThisDevice = 'Saved on this device – the server can’t be reached';
const patience = 30_000;

let app: TestApp;
let proxy: CuttableProxy;
let browser: Browser;
let cohort: GradedTestCohort;
let assessment: MarkedAssessment;
const contexts: BrowserContext[] = [];

beforeAll(async () => {
  proxy = await CuttableProxy.start();
  app = await startTestApp({ config: { publicUrl: proxy.url } });
  app.clock.set('2026-11-27T22:00:00Z');
  proxy.target = app.config.port;
  cohort = await aCohort(app);
  browser = await openBrowser();
});
beforeEach(async () => {
  const student = await aPerson(app, 'Zoë Nguyễn');
  await enrolled(app, cohort, student);
  assessment = await opened(app, await handedIn(app, cohort, student));
});
afterEach(async () => {
  proxy.target = app.config.port;
  proxy.restore();
  for (const context of contexts.splice(0)) await context.close();
});
afterAll(async () => {
  await browser.close();
  await app.close();
  await proxy.close();
});

/** A browser of its own, in which somebody is signed in. */
async function machine(
  name: Name = 'bob',
  prepare?: (context: BrowserContext) => Promise<unknown>,
): Promise<BrowserContext> {
  const context = await browser.newContext({
    baseURL: proxy.url,
    timezoneId: 'UTC',
    reducedMotion: 'reduce',
    viewport: { width: 1280, height: 900 },
  });
  context.setDefaultTimeout(patience);
  await prepare?.(context);
  await signIn(context, app, name);
  contexts.push(context);
  return context;
}

/** A tab on the desk. */
class Desk {
  readonly complaints: string[] = [];
  /** The questions that the tab was asked; each is answered as `yes` says. */
  readonly asked: string[] = [];
  yes = false;

  private constructor(readonly page: Page) {
    page.on('pageerror', (error) => this.complaints.push(String(error)));
    page.on('dialog', (dialog) => {
      this.asked.push(dialog.type() === 'beforeunload' ? 'Leave?' : dialog.message());
      void (this.yes ? dialog.accept() : dialog.dismiss());
    });
  }

  static async open(context: BrowserContext, path = `/grading/assessments/${assessment.id}`): Promise<Desk> {
    const desk = new Desk(await context.newPage());
    await desk.page.goto(path);
    return desk;
  }

  criterion(at: number): Locator {
    return this.page.locator('.criterion').nth(at);
  }

  async choose(at: number, points: number): Promise<void> {
    await this.criterion(at).locator('.level input').nth(points).check();
  }

  async remark(at: number, words: string): Promise<void> {
    await this.field(at).fill(words);
  }

  field(at: number): Locator {
    return this.criterion(at).locator('.criterion-remark');
  }

  /** Waits until the line says exactly this. */
  async says(word: string): Promise<void> {
    const line = this.page.locator('[data-save-state-word]');
    await eventually(async () => (await line.textContent()) === word, patience).catch(async () => {
      expect(await line.textContent()).toBe(word);
    });
  }

  async shows(at: number, words: string): Promise<void> {
    await eventually(async () => {
      await this.nudge();
      return (await this.field(at).inputValue()) === words;
    }, patience);
  }

  async waitsFor(found: () => Promise<boolean>): Promise<void> {
    await eventually(async () => {
      await this.nudge();
      return found();
    }, patience);
  }

  /** As when somebody comes back to the window: it asks the server at once. */
  async nudge(): Promise<void> {
    await this.page.evaluate(() => window.dispatchEvent(new Event('focus')));
  }
}

const stored = async (at: number): Promise<StoredMark | undefined> =>
  (await app.get(ScoreDrafts).of(assessment.id)).get(cohort.rubric.criteria[at]?.id ?? '');
const points = (at: number, figure: number) =>
  levelId(cohort.rubric, cohort.rubric.criteria[at]?.key ?? '', figure);

async function serverHas(at: number, remark: string): Promise<void> {
  await eventually(async () => (await stored(at))?.remark === remark, patience);
}

/** Another marker writes, on top of what there is. */
async function adaWrites(at: number, remark: string): Promise<void> {
  await app.get(ScoreDrafts).write(viewerOf(app.ids.ada), assessment, {
    rubricCriterionId: cohort.rubric.criteria[at]?.id ?? '',
    levelId: points(at, 1),
    remark,
    version: (await stored(at))?.version ?? 0,
  });
}

/** How many marks this browser keeps, whoever's. */
const kept = ({ page }: Desk): Promise<number> =>
  page.evaluate(async () => {
    let count = 0;
    for (const { name = '' } of await indexedDB.databases()) {
      if (!name.startsWith('capstone-desk:')) continue;
      count += await new Promise<number>((resolve) => {
        const asked = indexedDB.open(name);
        asked.onsuccess = () => {
          const rows = asked.result.transaction('pending').objectStore('pending').count();
          rows.onsuccess = () => {
            asked.result.close();
            resolve(rows.result);
          };
        };
      });
    }
    return count;
  });

describe('a mark is there, on the desk and on the server,', () => {
  it('after the network was cut and came back; and nothing is kept here then', async () => {
    const desk = await Desk.open(await machine());
    proxy.cut();
    await desk.choose(0, 2);
    await desk.remark(1, 'Written on a train.');
    await desk.says(onThisDevice);
    expect(await kept(desk)).toBe(2);
    proxy.restore();
    await desk.nudge();
    await desk.says('Saved');
    expect((await stored(0))?.levelId).toBe(points(0, 2));
    expect((await stored(1))?.remark).toBe('Written on a train.');
    await eventually(async () => (await kept(desk)) === 0);
    expect(desk.complaints).toEqual([]);
  });

  it('after the tab was closed without a network: any page of the same person sends it', async () => {
    const context = await machine();
    const desk = await Desk.open(context);
    proxy.cut();
    await desk.remark(0, 'Before the tunnel.');
    await desk.says(onThisDevice);
    // Kept here, so the tab may go without a question
    await desk.page.goto('about:blank');
    expect(desk.asked).toEqual([]);
    proxy.restore();
    const home = await Desk.open(context, '/');
    await serverHas(0, 'Before the tunnel.');
    await eventually(async () => (await kept(home)) === 0);
  });

  it('after the server was killed in the middle of a remark and started again', async () => {
    const server = await ServerProcess.start(app);
    proxy.cut();
    proxy.target = server.port;
    proxy.restore();
    const desk = await Desk.open(await machine());
    await desk.remark(0, 'First');
    await desk.says('Saved');
    const killed = server.kill();
    await desk.remark(0, 'First and last');
    await killed;
    await desk.says(onThisDevice);
    proxy.target = app.config.port;
    await desk.nudge();
    await desk.says('Saved');
    expect((await stored(0))?.remark).toBe('First and last');
  });

  it('or asks with both values, when somebody else changed it meanwhile', async () => {
    const context = await machine();
    const desk = await Desk.open(context);
    proxy.cut();
    await desk.remark(2, 'Bob, offline');
    await desk.says(onThisDevice);
    await desk.page.goto('about:blank');
    await adaWrites(2, 'Ada, meanwhile');
    proxy.restore();
    const list = await Desk.open(context, `/grading/cohorts/${cohort.slug}`);
    await list.page.getByText('was not saved, as somebody changed it meanwhile').waitFor();
    expect((await stored(2))?.remark).toBe('Ada, meanwhile');
    await list.page.getByRole('link', { name: 'Open that desk and decide' }).click();
    const again = list.page.locator('.criterion').nth(2);
    await again.getByText('Ada Lindqvist changed this mark').waitFor();
    expect(await again.locator('.criterion-clash').textContent()).toContain('Ada, meanwhile');
    expect(await again.locator('.criterion-remark').inputValue()).toBe('Bob, offline');
    await again.getByRole('button', { name: 'Keep mine' }).click();
    await serverHas(2, 'Bob, offline');
    await eventually(async () => (await kept(list)) === 0);
  });
});

describe('two tabs of one marker', () => {
  it('show what the other has, also without a network, and are never in conflict with themselves', async () => {
    const context = await machine();
    const one = await Desk.open(context);
    const two = await Desk.open(context);
    await one.remark(0, 'In the first');
    await eventually(async () => (await two.field(0).inputValue()) === 'In the first', patience);
    await one.says('Saved');
    proxy.cut();
    await one.remark(0, 'In the first, offline');
    await eventually(async () => (await two.field(0).inputValue()) === 'In the first, offline', patience);
    await two.remark(0, 'In the first, offline, then in the second');
    await one.says(onThisDevice);
    await two.says(onThisDevice);
    proxy.restore();
    await one.nudge();
    await two.nudge();
    await one.says('Saved');
    await two.says('Saved');
    const words = 'In the first, offline, then in the second';
    expect((await stored(0))?.remark).toBe(words);
    await one.shows(0, words);
    await eventually(async () => (await kept(two)) === 0);
  });
});

describe('two markers at one desk', () => {
  it('see each other, and each other’s marks without a reload; who is typing there is asked', async () => {
    const bob = await Desk.open(await machine('bob'));
    await bob.field(1).focus();
    const ada = await Desk.open(await machine('ada'));
    await ada.waitsFor(async () =>
      /Bob Tanaka is here, at 2 /.test((await ada.page.locator('.desk-company').textContent()) ?? ''),
    );
    expect(await ada.criterion(1).locator('.criterion-here').textContent()).toBe('Bob Tanaka is here');
    await bob.waitsFor(async () =>
      /Ada Lindqvist is here/.test((await bob.page.locator('.desk-company').textContent()) ?? ''),
    );

    await bob.choose(0, 3);
    await bob.remark(1, 'From Bob');
    await bob.says('Saved');
    await ada.shows(1, 'From Bob');
    expect(await ada.criterion(0).locator('.level input').nth(3).isChecked()).toBe(true);
    expect(await ada.criterion(1).locator('.criterion-by').textContent()).toMatch(
      /^Last changed by Bob Tanaka/,
    );
    expect(await ada.page.locator('.desk-percent').textContent()).toBe(
      await bob.page.locator('.desk-percent').textContent(),
    );

    // Ada is at the very mark that Bob changes, and hers has not been sent
    await ada.page.route('**/scores/**', (route) => route.abort());
    await ada.remark(2, 'Ada is typing');
    await bob.remark(2, 'Bob was faster');
    await bob.says('Saved');
    await ada.waitsFor(() => ada.criterion(2).locator('.criterion-clash').isVisible());
    expect(await ada.criterion(2).locator('.criterion-clash').textContent()).toContain('Bob was faster');
    expect(await ada.field(2).inputValue()).toBe('Ada is typing');
    await ada.page.unroute('**/scores/**');
    await ada.criterion(2).getByRole('button', { name: 'Take theirs' }).click();
    await ada.says('Saved');
    expect(await ada.field(2).inputValue()).toBe('Bob was faster');
    expect((await stored(2))?.remark).toBe('Bob was faster');
    expect([...ada.complaints, ...bob.complaints]).toEqual([]);
  });
});

describe('a browser that keeps nothing, because storage is forbidden,', () => {
  it('says so while offline, asks before it is left, and loses nothing', async () => {
    const context = await machine('bob', (made) =>
      made.addInitScript(() => {
        IDBFactory.prototype.open = () => {
          throw new DOMException('The operation is insecure.', 'SecurityError');
        };
      }),
    );
    const desk = await Desk.open(context);
    await desk.remark(0, 'Online');
    await desk.says('Saved');
    proxy.cut();
    await desk.remark(0, 'Online, then not');
    await desk.says('Not saved – keep this tab open');
    await Promise.all([desk.page.waitForEvent('dialog'), desk.page.close({ runBeforeUnload: true })]);
    expect(desk.asked).toEqual(['Leave?']);
    proxy.restore();
    await desk.nudge();
    await desk.says('Saved');
    expect((await stored(0))?.remark).toBe('Online, then not');
  });
});

describe('a session that ends in the middle of a remark', () => {
  const sessionsEnd = async () => {
    await app.db.query('DELETE FROM sessions WHERE user_id = $1', [app.ids.bob]);
  };
  const signsIn = async ({ page }: Desk, who: Name) => {
    const dialog = page.getByRole('dialog', { name: 'Sign in again' });
    await dialog.getByLabel('E-mail address').fill(cast[who].email);
    await dialog.getByLabel('Password').fill(castPassword);
    await dialog.getByRole('button', { name: 'Sign in' }).click();
  };

  it('is begun anew on the page; somebody else who signs in there sends nothing and sees nothing', async () => {
    const desk = await Desk.open(await machine());
    await desk.remark(0, 'Before');
    await desk.says('Saved');
    await sessionsEnd();
    await desk.remark(0, 'Before, meanwhile');
    await desk.says('Saved on this device – sign in to send it');
    expect(await desk.page.getByRole('alert').innerText()).toContain('Your marks are kept on this device.');

    await desk.page.getByRole('button', { name: 'Sign in again' }).click();
    await signsIn(desk, 'ada');
    await desk.page.getByText('This desk was opened by Bob Tanaka').waitFor();
    expect(await desk.page.getByRole('alert').innerText()).toContain('Ada Lindqvist is signed in now');
    expect(await desk.field(0).isVisible()).toBe(false);
    await desk.nudge();
    const theirs = await Desk.open(desk.page.context(), '/');
    await theirs.page.getByRole('heading', { name: /Welcome/ }).waitFor();
    expect((await stored(0))?.remark).toBe('Before');
    await theirs.page.close();

    await desk.page.getByRole('button', { name: 'Sign in as Bob Tanaka' }).click();
    await signsIn(desk, 'bob');
    await desk.says('Saved');
    expect(await stored(0)).toMatchObject({ remark: 'Before, meanwhile', updatedByName: 'Bob Tanaka' });
    await desk.remark(0, 'Before, meanwhile and after');
    await desk.says('Saved');
    await serverHas(0, 'Before, meanwhile and after');
    expect(desk.complaints).toEqual([]);
  });
});

describe('signing out', () => {
  it('asks first when marks are on this device only, and removes what is kept of this person', async () => {
    const context = await machine();
    const desk = await Desk.open(context);
    // Sending fails from the first time on, so that it is still here when the sign-out asks
    await context.route('**/scores/**', (route) => route.abort());
    proxy.cut();
    await desk.remark(0, 'Not sent');
    await desk.says(onThisDevice);
    await desk.page.goto('about:blank');
    proxy.restore();
    const home = await Desk.open(context, '/');
    const leave = home.page.getByRole('button', { name: 'Sign out' });
    await Promise.all([home.page.waitForEvent('dialog'), leave.click()]);
    expect(home.asked).toEqual([expect.stringContaining('only on this device')]);
    expect(await kept(home)).toBe(1);
    home.yes = true;
    await leave.click();
    await home.page.getByRole('heading', { name: 'Sign in' }).waitFor();
    // What the desk sent as it was left may have arrived all the same: a request that outlives its page
    await eventually(async () => (await kept(home)) === 0);
  });
});
