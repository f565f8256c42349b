import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Browser } from 'playwright-core';
import { type Cohort } from '../../src/courses/cohorts/cohort.entity.js';
import { Person } from '../browser/person.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { openBrowser } from '../support/browser.js';
import { linkFor } from '../users/mail-links.js';
import { aCohort } from './a-cohort.js';

const longName = 'Maximiliana Wilhelmina Featherstonehaugh-Cholmondeley von und zu Hohenlohe-Waldenburg';
const longAddress = `${'wilhelmina.'.repeat(5)}featherstonehaugh@a-very-long-name-of-a-school.example`;
/** What a German spreadsheet saves as "CSV": Latin letters in one byte each, semicolons, CRLF. */
const latin1 = Buffer.from(
  `Name;E-Mail\r\nZoë Müller;zoe@guests.example\r\n${longName};${longAddress}\r\nJörg;nowhere\r\n;zoe@guests.example\r\n`,
  'latin1',
);
const withMark = Buffer.from('\uFEFFE-Mail;Name\r\nminh@guests.example;Nguyễn Minh\r\n', 'utf8');

describe('in a browser', () => {
  let app: TestApp;
  let browser: Browser;
  let cohort: Cohort;
  let ada: Person;

  beforeAll(async () => {
    app = await startTestApp();
    cohort = await aCohort(app, { admission: 'invitation' });
    browser = await openBrowser();
    ada = await sitDown('Ada');
    await ada.opens('/sign-in?next=/people');
    await ada.signsIn('ada');
  });
  afterAll(async () => {
    await browser.close();
    await app.close();
  });

  const sitDown = (name: string, scripts = true) =>
    Person.sitDown(browser, { name, url: app.url, timeZone: 'Europe/Paris', scripts });
  const list = () => ada.page.getByLabel('Whom');
  const chooses = async (name: string, buffer: Buffer, mimeType = 'text/csv') => {
    const field = ada.page.getByLabel('Or take a CSV file');
    // It shows once there is a script to read the file.
    await field.waitFor();
    await field.setInputFiles({ name, mimeType, buffer });
  };

  /** Waits until the chosen file stands in the form. */
  const reads = (text: string) =>
    ada.page.waitForFunction(
      (wanted) => document.querySelector('textarea')?.value.includes(wanted) === true,
      text,
    );

  it('people are looked for, and one is looked at', async () => {
    const { page } = ada;
    await ada.isAt('People');
    await ada.looksAt('people');
    await page.getByRole('searchbox').fill('nobody of this name');
    await page.keyboard.press('Enter');
    await page.getByText('Nobody found').waitFor();
    await ada.looksAt('people not found');
    await page.getByRole('searchbox').fill('OKAF');
    await ada.clicks('button', 'Search');
    await page.getByText('1 person').waitFor();
    await ada.clicks('link', 'Charlie Okafor');
    await ada.isAt('Charlie Okafor');
    await ada.looksAt('person');
    await page.getByLabel('Type the word').fill('yes');
    await ada.clicks('button', 'Erase for good');
    await ada.isRefused();
    await ada.looksAt('person not erased');
    await ada.clicks('button', 'Make an administrator');
    await page.getByText('Charlie Okafor is an administrator.').waitFor();
    await ada.looksAt('person who administers');
    await ada.clicks('button', 'Dismiss as administrator');
    await page.getByText('Charlie Okafor is no administrator any more.').waitFor();
  });

  it('a spreadsheet’s file is read, looked at and sent; reloading the report sends nothing', async () => {
    const { page } = ada;
    await ada.opens('/people');
    await ada.clicks('link', 'Invite people');
    await ada.isAt('Invitations');
    await ada.looksAt('invitations');
    await ada.clicks('button', 'Check the list');
    await ada.isRefused();
    await ada.looksAt('invitations refused');
    await chooses('people.xlsx', Buffer.from('PK\u0003\u0004\0\0'), 'application/zip');
    await page.getByText('people.xlsx is no text.').waitFor();
    await ada.looksAt('invitations with a wrong file');
    await chooses('marked.csv', withMark);
    await reads('Nguyễn Minh');
    await chooses(
      'unicode.txt',
      Buffer.from('\uFEFFemail\tname\r\nlinh@example.org\tLinh Đặng\r\n', 'utf16le'),
    );
    await reads('Linh Đặng');
    await chooses('people.csv', latin1);
    await reads('Zoë Müller');
    await page
      .getByLabel('To what')
      .selectOption({ label: `Student of Social Media Strategist, ${cohort.name}` });
    await ada.clicks('button', 'Check the list');
    await ada.isAt('Check the list');
    await page.getByText('2 lines are left out.').waitFor();
    await ada.looksAt('preview');
    await page.getByText('Change the list').click();
    await ada.looksAt('preview opened');
    expect(app.mails).toHaveLength(0);
    await ada.clicks('button', 'Invite 2 people');
    await ada.isAt('Invited');
    await ada.looksAt('report');
    const link = await linkFor(app, 'zoe@guests.example');
    const sent = app.mails.length;
    await page.reload();
    await ada.opens('/people/invitations');
    await ada.isAt('Invitations');
    await page.getByText(longAddress).first().waitFor();
    await ada.looksAt('invitations open');
    expect(app.mails).toHaveLength(sent);
    expect(link).toMatch(/^\/invitations\//);
  });

  it('a guest follows the link, is helped with the form, and lands in the cohort', async () => {
    const zoe = await sitDown('Zoë');
    const link = await linkFor(app, 'zoe@guests.example');
    await zoe.opens(link);
    await zoe.isAt('Your invitation');
    await zoe.looksAt('invitation');
    await zoe.page.getByLabel('Choose a password').fill('short');
    await zoe.clicks('button', 'Accept and create the account');
    await zoe.isRefused();
    await zoe.looksAt('invitation refused');
    expect(await zoe.page.getByLabel('Your name').inputValue()).toBe('Zoë Müller');
    await zoe.page.getByLabel('Choose a password').fill('seven ducks on a hill');
    await zoe.page.keyboard.press('Enter');
    await zoe.page.getByText('You have accepted the invitation.').waitFor();
    expect(new URL(zoe.page.url()).pathname).toBe(`/cohorts/${cohort.slug}`);
    await zoe.opens(`/my/${cohort.slug}`);
    await zoe.page.getByText('Zoë Müller').first().waitFor();
    zoe.mayMeet(404);
    await zoe.opens(link);
    await zoe.isAt('This link has ended');
    await zoe.looksAt('invitation ended');
  });

  it('somebody with an account signs in on the way, without scripts, too', async () => {
    await ada.opens('/people/invitations');
    await list().fill('charlie@capstone.example');
    await ada.page
      .getByLabel('To what')
      .selectOption({ label: `Student of Social Media Strategist, ${cohort.name}` });
    await ada.clicks('button', 'Check the list');
    await ada.clicks('button', 'Invite 1 person');
    await ada.isAt('Invited');
    const charlie = await sitDown('Charlie', false);
    await charlie.opens(await linkFor(app, 'charlie@capstone.example'));
    await charlie.page.getByRole('main').getByRole('link', { name: 'Sign in' }).click();
    await charlie.signsIn('charlie');
    await charlie.isAt('Your invitation');
    await charlie.clicks('button', 'Accept the invitation');
    await charlie.page.getByText('You have accepted the invitation.').waitFor();
    expect(charlie.complaints).toEqual([]);
  });
});
