import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { cast, castPassword } from '../../src/users/cast.js';
import { localPath } from '../../src/users/sign-in/local-path.rules.js';
import { startTestApp, type TestApp } from '../support/app.js';

describe('what the sign-in page is sent', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await startTestApp();
  });
  afterAll(() => app.close());

  it.each([
    '/.//evil.example',
    '/..//evil.example/x',
    '/a/..//evil.example',
    '/./\\evil.example',
    '/%2e//evil.example',
  ])('leads nobody to another site by the path %s', async (next) => {
    expect(localPath(next)).toBe('/');
    const alice = await app.as('alice');
    expect((await alice.get(`/sign-in?next=${encodeURIComponent(next)}`)).headers['location']).toBe('/');
  });

  it.each([
    { email: 1, password: 2 },
    { email: true, password: castPassword },
    { email: cast.alice.email, password: 2 },
    { email: [cast.alice.email], password: { password: castPassword } },
  ])('is refused as a wrong password is when it is JSON that holds no text: %j', async (body) => {
    const page = await fetch(`${app.url}/sign-in`);
    const token = /name="_csrf" value="([^"]+)"/.exec(await page.text())?.[1] ?? '';
    const cookie = page.headers.getSetCookie().map((one) => one.split(';', 1)[0]);
    const answer = await fetch(`${app.url}/sign-in`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-csrf-token': token, cookie: cookie.join('; ') },
      body: JSON.stringify(body),
    });
    expect(answer.status).toBe(422);
  });
});
