import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import sharp from 'sharp';
import { readLogo } from '../../src/users/academy/logo.js';
import { sha256 } from '../../src/platform/digests/digests.js';
import { type Browser, startTestApp, type TestApp } from '../support/app.js';

const drawing = Buffer.from(
  `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 200 50"><circle cx="25" cy="25" r="20" fill="#07c" fill-opacity="0.5"/></svg>`,
);
const transparent = () =>
  sharp({ create: { width: 40, height: 20, channels: 4, background: { r: 0, g: 0, b: 0, alpha: 0 } } });

describe('the academy’s picture', () => {
  it('becomes a PNG on white paper, without transparency, the same for the same file', async () => {
    for (const file of [
      await transparent().png().toBuffer(),
      drawing,
      await transparent().jpeg().toBuffer(),
    ]) {
      const picture = await readLogo(file);
      const { format, channels, hasAlpha, space, isProgressive } = await sharp(picture).metadata();
      expect({ format, channels, hasAlpha, space, isProgressive }).toEqual({
        format: 'png',
        channels: 3,
        hasAlpha: false,
        space: 'srgb',
        isProgressive: false,
      });
      expect(sha256(await readLogo(file))).toBe(sha256(picture));
    }
    const [white] = await sharp(await readLogo(await transparent().png().toBuffer()))
      .raw()
      .toBuffer();
    expect(white).toBe(255);
  });

  it.each([
    ['a text', Buffer.from('not a picture')],
    ['an animation', Buffer.from('GIF89a\u0001\u0000\u0001\u0000')],
    ['a damaged file', Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex')],
  ])('is not %s', async (_what, file) => {
    await expect(readLogo(file)).rejects.toMatchObject({ kind: 'invalid' });
  });
});

describe('how certificates look', () => {
  let app: TestApp;
  let ada: Browser;
  beforeAll(async () => {
    app = await startTestApp();
    ada = await app.as('ada');
  });
  afterAll(() => app.close());

  it('is chosen by an administrator: the name', async () => {
    const before = await ada.get('/academy');
    expect(before.text).toContain('value="Harbour Academy"');
    const renamed = await ada.post('/academy/name', { name: '  Quay\u202e   Academy ' });
    expect([renamed.status, renamed.headers['location']]).toEqual([303, '/academy']);
    expect((await ada.get('/academy')).text).toContain('value="Quay Academy"');
    for (const [name, sentence] of [
      [' \u200b ', 'Enter the academy’s name.'],
      ['x'.repeat(121), 'Use at most 120 characters for the academy’s name.'],
      ['Harbour 🎓', 'Certificates can’t print “🎓” in the academy’s name. Leave it out.'],
    ] as const) {
      const refused = await ada.post('/academy/name', { name });
      expect([refused.status, refused.text.includes(sentence)]).toEqual([422, true]);
      expect(refused.text).toContain(`value="${name}"`);
      // What the other forms show stays.
      expect(refused.text).toContain('<option value="a4" selected>');
    }
    const stored: unknown = await app.db.query('SELECT name FROM academies');
    expect(stored).toEqual([{ name: 'Quay Academy' }]);
  });

  it('and the paper', async () => {
    expect((await ada.get('/academy')).text).toContain('<option value="a4" selected>');
    expect((await ada.post('/academy/paper', { paper: 'letter' })).status).toBe(303);
    expect((await ada.get('/academy')).text).toContain('<option value="letter" selected>');
    const wrong = await ada.post('/academy/paper', { paper: 'a5' });
    expect([wrong.status, wrong.text.includes('Choose A4 or US Letter.')]).toEqual([422, true]);
  });

  it('and the picture, which stays where certificates may name it', async () => {
    expect((await ada.get('/academy/logo', 'image/png')).status).toBe(404);
    const sent = await ada.upload('/academy/logo', drawing, 'logo.svg');
    expect([sent.status, sent.body]).toEqual([200, { path: '/academy' }]);
    const shown = await ada.get('/academy/logo', 'image/png');
    expect([shown.status, shown.headers['content-type']]).toEqual([200, 'image/png']);
    const digest = sha256(shown.body as Buffer);
    const open = await app.visitor().get(`/logos/${digest}.png`, 'image/png');
    expect([open.status, open.headers['content-type'], open.headers['access-control-allow-origin']]).toEqual([
      ...[200, 'image/png', '*'],
    ]);
    expect((open.body as Buffer).equals(shown.body as Buffer)).toBe(true);
    for (const none of [`${digest.replace(/^./, 'x')}.png`, `${'0'.repeat(64)}.png`, digest, 'logo.png']) {
      expect((await app.visitor().get(`/logos/${none}`, 'image/png')).status).toBe(404);
    }
    const refused = await ada.upload('/academy/logo', Buffer.from('nonsense'));
    expect([refused.status, JSON.stringify(refused.body).includes('no PNG, JPEG or SVG')]).toEqual([
      422,
      true,
    ]);
    expect((await ada.get('/academy')).text).toContain('class="academy-logo"');
    expect((await ada.post('/academy/logo/removals')).status).toBe(303);
    expect((await ada.get('/academy')).text).not.toContain('class="academy-logo"');
    const actions = await app.db.query<{ action: string }[]>(
      `SELECT action FROM audit_entries WHERE subject_type = 'academy' ORDER BY at, id`,
    );
    expect(new Set(actions.map(({ action }) => action))).toEqual(
      new Set(['academy.renamed', 'academy.paper-changed', 'academy.logo-changed', 'academy.logo-removed']),
    );
  });

  it('is nobody else’s affair', async () => {
    for (const name of ['alice', 'bob', 'charlie'] as const) {
      const other = await app.as(name);
      expect((await other.get('/academy')).status).toBe(403);
      expect((await other.post('/academy/name', { name: 'Mine' })).status).toBe(403);
      expect((await other.post('/academy/paper', { paper: 'a4' })).status).toBe(403);
      expect((await other.upload('/academy/logo', drawing)).status).toBe(403);
    }
    expect((await app.visitor().get('/academy')).status).toBe(303);
  });
});
