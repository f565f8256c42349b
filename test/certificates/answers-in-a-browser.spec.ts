import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Browser } from 'playwright-core';
import { CertificateEvents } from '../../src/certificates/register/certificate-events.service.js';
import { type Code, writtenCode } from '../../src/certificates/register/code.rules.js';
import { OLDEST_ANSWER_MS } from '../../src/certificates/verification/certificate-status.service.js';
import { Users } from '../../src/users/users.service.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { openBrowser } from '../support/browser.js';
import { Person } from '../browser/person.js';
import { certificateOf, certified } from './a-cohort.js';
import { showSection } from './a-share.js';
import { everyAnswer, type EveryAnswer } from './every-answer.js';

/** Where pages go that are to be looked at; none are kept without it. */
const album = process.env['SCREENSHOTS'];

describe('every answer, in a browser', () => {
  let app: TestApp;
  let browser: Browser;
  let codes: EveryAnswer;

  beforeAll(async () => {
    app = await startTestApp();
    codes = await everyAnswer(app);
    browser = await openBrowser();
  });
  afterAll(async () => {
    await browser.close();
    await app.close();
  });

  const revoke = async (certificateId: string, publicReason: string) => {
    const event = { certificateId, kind: 'revoked', actorId: app.ids.ada, publicReason } as const;
    await app.db.transaction((tx) => app.get(CertificateEvents).append(tx, event));
    app.clock.advance(OLDEST_ANSWER_MS);
  };

  /** All that can stand on the page: a name of 120 letters, and a list of sections. */
  const theLongest = async () => {
    const name = 'Wolfeschlegelsteinhausen '.repeat(5).slice(0, 119) + 'n';
    const person = { email: 'longest@answers.example', name, password: 'x', timeZone: 'UTC' };
    const { id: userId } = await app.db.transaction((tx) => app.get(Users).add(tx, person));
    await certified(app, [userId]);
    const { id, code } = await certificateOf(app.db, userId);
    for (const key of ['purpose', 'research', 'swot', 'goal', 'strategy', 'plan', 'budget', 'review'])
      await showSection(app, id, key);
    app.clock.advance(OLDEST_ANSWER_MS);
    return { id, code: writtenCode(code as Code) };
  };

  it('can be read by everybody: in light, in the dark, on a phone, by a screen reader', async () => {
    const erin = await Person.sitDown(browser, { name: 'Erin', url: app.url });
    erin.mayMeet(404);
    for (const [status, code] of Object.entries(codes)) {
      await erin.opens(`/verify/${code}`);
      await erin.looksAt(`answer ${status}`);
      // Headings in their order, one of them the verdict, which has an icon that readers skip and a word that they don't.
      const levels = await erin.page
        .locator('h1, h2, h3')
        .evaluateAll((all) => all.map(({ tagName }) => Number(tagName.slice(1))));
      expect(levels[0]).toBe(1);
      expect(levels.slice(1).every((level) => level === 2)).toBe(true);
      expect(await erin.page.locator('.verdict svg[aria-hidden="true"]').count()).toBe(1);
      expect(await erin.page.getByRole('main').count()).toBe(1);
    }
  });

  it('is asked for again when Back brings a page that the browser has kept whole', async () => {
    const erin = await Person.sitDown(browser, { name: 'Erin', url: app.url });
    await erin.opens(`/verify/${codes.successor}`);
    await erin.isAt('Valid');
    const [row] = await app.db.query<{ id: string }[]>('SELECT id FROM certificates WHERE code = $1', [
      codes.successor.replaceAll('-', ''),
    ]);
    await revoke(row?.id ?? '', 'Parts of it were copied.');
    // Browsers that are steered keep no pages, so what they say when they do is said here.
    await erin.page.evaluate(() => {
      setTimeout(() => window.dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true })));
    });
    await erin.isAt('Revoked');
    expect(erin.complaints).toEqual([]);
  });

  it('is one page of paper, A4 or Letter, with its address and without what only a screen can do', async () => {
    const erin = await Person.sitDown(browser, { name: 'Erin', url: app.url, scripts: false });
    erin.mayMeet(404);
    const long = await theLongest();
    const reason = 'Parts of it were taken word for word. '.repeat(8).slice(0, 300);
    for (const status of [...(Object.keys(codes) as (keyof EveryAnswer)[]), 'longest', 'longest revoked']) {
      if (status === 'longest revoked') await revoke(long.id, reason);
      await erin.opens(
        `/verify/${status.startsWith('longest') ? long.code : codes[status as keyof EveryAnswer]}`,
      );
      // Another font may take another page.
      await erin.page.evaluate(() => document.fonts.ready.then(() => undefined));
      for (const format of ['A4', 'Letter'] as const) {
        const pdf = await erin.page.pdf({ format });
        if (album !== undefined) writeFileSync(join(album, `paper ${status} ${format}.pdf`), pdf);
        const pages = pdf.toString('latin1').match(/\/Type\s*\/Page\b/g) ?? [];
        expect([status, format, pages.length]).toEqual([status, format, 1]);
      }
      await erin.page.emulateMedia({ media: 'print' });
      expect(await erin.page.getByRole('link', { name: 'JSON' }).isVisible()).toBe(false);
      await erin.page.emulateMedia({ media: null });
    }
    await erin.page.emulateMedia({ media: 'print' });
    expect(await erin.page.getByText('The address of this page is').isVisible()).toBe(true);
    expect(erin.complaints).toEqual([]);
  });
});
