import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { cast } from '../../src/users/cast.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { reachCertificate } from '../support/world.js';

let app: TestApp;

beforeAll(async () => {
  app = await startTestApp();
  await reachCertificate(app);
});
afterAll(() => app.close());

it('tells the student by mail of the place, the grade and the certificate, once each, and nobody else', () => {
  expect(app.mails.map(({ subject }) => subject).sort()).toEqual([
    'Handed in: Strategy handbook, attempt 1',
    'Your certificate “Social Media Strategist” is ready',
    'Your grade in Social Media Strategist',
    'Your place in Social Media Strategist',
  ]);
  for (const { to } of app.mails) expect(to).toEqual([cast.alice.email]);
});

it('links to this academy’s public address, and gives nothing of the grade away', () => {
  const grade = app.mails.find(({ subject }) => subject.startsWith('Your grade'));
  expect(grade?.text).toContain(`${app.url}/results/`);
  expect(grade?.html).toContain(`${app.url}/results/`);
  expect(grade?.text).not.toMatch(/passed|\d %|Proficient|Excellent/);
});
