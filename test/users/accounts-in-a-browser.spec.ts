import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Browser } from 'playwright-core';
import { Person } from '../browser/person.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { openBrowser } from '../support/browser.js';
import { setScene } from '../support/world.js';
import { linkFor } from './mail-links.js';

const password = 'seven ducks on a hill';

let app: TestApp;
let browser: Browser;

beforeAll(async () => {
  app = await startTestApp();
  await setScene(app);
  browser = await openBrowser();
});
afterAll(async () => {
  await browser.close();
  await app.close();
});

const zone = (person: Person) => person.page.getByLabel('Your time zone');

async function signsUp(person: Person, name: string, email: string): Promise<void> {
  await person.page.getByLabel('Your name').fill(name);
  await person.page.getByLabel('E-mail address').fill(email);
  await person.page.getByLabel('Choose a password').fill(password);
  await person.clicks('button', 'Create the account');
}

describe('in a browser', () => {
  it('somebody comes from a cohort, signs up in the browser’s time zone, and lands at the cohort', async () => {
    const grace = await Person.sitDown(browser, { name: 'Grace', url: app.url, timeZone: 'Asia/Kolkata' });
    await grace.opens('/cohorts/november');
    await grace.clicks('link', 'Sign in to enrol');
    await grace.clicks('link', 'Create an account');
    await grace.isAt('Create an account');
    expect(await zone(grace).inputValue()).toBe('Asia/Kolkata');
    await grace.looksAt('sign-up');
    await signsUp(grace, '', 'grace@example.org');
    await grace.isRefused();
    await grace.looksAt('sign-up refused');
    await zone(grace).selectOption({ label: 'Lagos (Africa)' });
    await signsUp(grace, '', 'grace@example.org');
    await grace.isRefused();
    // What was chosen is not overwritten.
    expect(await zone(grace).inputValue()).toBe('Africa/Lagos');
    await signsUp(grace, 'Grace Hopper', 'grace@example.org');
    await grace.isAt('Look into your mail');
    await grace.looksAt('mail sent');

    await grace.opens(await linkFor(app, 'grace@example.org'));
    await grace.isAt('Confirm your address');
    await grace.looksAt('confirm sign-up');
    await grace.page.getByLabel('Your password').fill(password);
    await grace.clicks('button', 'Confirm and sign in');
    await grace.page.getByText('Your account is ready, and you are signed in.').waitFor();
    expect(new URL(grace.page.url()).pathname).toBe('/cohorts/november');
    await grace.page.getByRole('button', { name: 'Enrol' }).first().waitFor();

    await grace.clicks('link', 'Grace Hopper');
    await grace.isAt('Your account');
    await grace.looksAt('account');
    for (const [link, heading] of [
      ['Change your name', 'Your name'],
      ['Change your address', 'Your e-mail address'],
      ['Change your time zone', 'Your time zone'],
      ['Change your password', 'Your password'],
      ['See where you are signed in', 'Where you are signed in'],
      ['Read what goes and what stays', 'Delete your account'],
    ] as const) {
      await grace.clicks('link', link);
      await grace.isAt(heading);
      await grace.looksAt(heading);
      await grace.clicks('link', 'Your account');
      await grace.isAt('Your account');
    }
  });

  it('ends a session that was left open elsewhere', async () => {
    const [here, there] = [await sitDown('Bob'), await sitDown('Bob at work')];
    for (const bob of [here, there]) {
      await bob.opens('/sign-in?next=/account/sessions');
      await bob.signsIn('bob');
      await bob.isAt('Where you are signed in');
    }
    await here.opens('/account/sessions');
    await here.looksAt('two sessions');
    await here.clicks('button', 'End the session of Chrome');
    await here.page.getByText('The session has ended.').waitFor();
    await there.clicks('link', 'Your account');
    await there.isAt('Sign in');
  });

  it('changes the address with the links of both mails', async () => {
    const charlie = await sitDown('Charlie');
    await charlie.opens('/sign-in?next=/account/address');
    await charlie.signsIn('charlie');
    await charlie.page.getByLabel('New e-mail address').fill('charlie@new.example');
    await charlie.page.getByLabel('Current password').fill('wrong');
    await charlie.clicks('button', 'Send both links');
    await charlie.isRefused();
    await charlie.looksAt('address refused');
    await charlie.page.getByLabel('Current password').fill('correct-horse-battery');
    await charlie.clicks('button', 'Send both links');
    await charlie.page.getByText('We have written to both addresses.').waitFor();
    await charlie.looksAt('account with a change');
    const [old, young] = [
      await linkFor(app, 'charlie@capstone.example'),
      await linkFor(app, 'charlie@new.example'),
    ];
    await charlie.opens(old);
    await charlie.looksAt('address change from the old');
    await charlie.clicks('button', 'Confirm the new address');
    await charlie.page.getByText('You have confirmed from here.').waitFor();
    await charlie.opens(young);
    await charlie.looksAt('address change from the new');
    await charlie.clicks('button', 'Confirm the new address');
    await charlie.page.getByText('Your account has its new address.').waitFor();
    expect(await charlie.page.locator('main').innerText()).toContain('charlie@new.example');
    charlie.mayMeet(404);
    await charlie.opens(young);
    await charlie.isAt('This link has ended');
    await charlie.looksAt('link ended');
  });

  it('deletes an account, and Back shows nothing of it', async () => {
    const alice = await sitDown('Alice');
    await alice.opens('/sign-in?next=/account');
    await alice.signsIn('alice');
    await alice.isAt('Your account');
    await alice.clicks('link', 'Read what goes and what stays');
    await alice.page.getByLabel('Current password').fill('correct-horse-battery');
    await alice.clicks('button', 'Delete my account');
    await alice.isRefused();
    await alice.looksAt('erasure refused');
    await alice.page.getByLabel('Current password').fill('correct-horse-battery');
    await alice.page.getByLabel('Type the word').fill('delete');
    await alice.clicks('button', 'Delete my account');
    await alice.isAt('Your account is deleted');
    await alice.looksAt('erased');
    await alice.page.goBack();
    await alice.isAt('Sign in');
    expect(await alice.page.content()).not.toContain('Alice Moreau</span>');
  });

  it('shows the only administrator why they can’t go', async () => {
    const ada = await sitDown('Ada');
    await ada.opens('/sign-in?next=/account/erasure');
    await ada.signsIn('ada');
    await ada.isAt('Delete your account');
    await ada.looksAt('erasure of the only administrator');
    expect(await ada.page.getByRole('button', { name: 'Delete my account' }).count()).toBe(0);
  });
});

describe('without scripts', () => {
  it('somebody signs up, forgets the password, chooses another and signs in', async () => {
    const hedy = await Person.sitDown(browser, { name: 'Hedy', url: app.url, scripts: false });
    await hedy.opens('/sign-up?next=/verify');
    expect(await zone(hedy).inputValue()).toBe('');
    await signsUp(hedy, 'Hedy Lamarr', 'hedy@example.org');
    await hedy.isRefused();
    expect(await hedy.page.locator('.error-summary').innerText()).toContain('Choose a time zone');
    await zone(hedy).selectOption({ label: 'Vienna (Europe)' });
    await signsUp(hedy, 'Hedy Lamarr', 'hedy@example.org');
    await hedy.isAt('Look into your mail');
    await hedy.opens(await linkFor(app, 'hedy@example.org'));
    await hedy.page.getByLabel('Your password').fill(password);
    await hedy.clicks('button', 'Confirm and sign in');
    await hedy.page.waitForURL('**/verify');
    await hedy.opens('/account');
    expect(await hedy.page.locator('main').innerText()).toContain('Vienna (Europe)');
    await hedy.clicks('button', 'Sign out');
    await hedy.clicks('link', 'Forgotten your password?');
    await hedy.isAt('Choose a new password');
    await hedy.page.getByLabel('E-mail address').fill('hedy@example.org');
    await hedy.clicks('button', 'Send the link');
    await hedy.isAt('Look into your mail');
    await hedy.opens(await linkFor(app, 'hedy@example.org'));
    await hedy.page.getByLabel('New password').fill('a frequency that hops around');
    await hedy.clicks('button', 'Set the new password');
    await hedy.page.getByText('Your password is changed. Sign in with the new one.').waitFor();
    await hedy.page.getByLabel('E-mail address').fill('hedy@example.org');
    await hedy.page.getByLabel('Password').fill('a frequency that hops around');
    await hedy.clicks('button', 'Sign in');
    await hedy.page.getByText('Hedy Lamarr').first().waitFor();
    expect(hedy.complaints).toEqual([]);
  });

  it('looks as it should on the way to a new password', async () => {
    const erin = await sitDown('Erin');
    await erin.opens('/password-resets');
    await erin.looksAt('password reset');
    await erin.page.getByLabel('E-mail address').fill('bob@capstone.example');
    await erin.clicks('button', 'Send the link');
    await erin.isAt('Look into your mail');
    await erin.opens(await linkFor(app, 'bob@capstone.example'));
    await erin.looksAt('new password');
    await erin.opens('/sign-in');
    await erin.looksAt('sign-in');
  });
});

const sitDown = (name: string) => Person.sitDown(browser, { name, url: app.url, timeZone: 'Europe/Paris' });
