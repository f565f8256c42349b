import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import sharp from 'sharp';
import { type StoredImage } from '../../src/assignments/handbooks/images/handbook-images.service.js';
import { sha256 } from '../../src/platform/digests/digests.js';
import { Limits } from '../../src/platform/limits/limits.js';
import { Erasures } from '../../src/users/erasure/erasures.js';
import { type Browser, type Name, startTestApp, type TestApp } from '../support/app.js';
import { jobsDone } from '../support/jobs.js';
import { setScene, type World } from '../support/world.js';
import { storeImage, writeImages } from './a-picture.js';

const megabyte = 1024 * 1024;

describe('A picture of a handbook', () => {
  let app: TestApp;
  let world: World;
  let path: string;
  const at = {} as Record<Name, Browser>;

  beforeAll(async () => {
    app = await startTestApp();
    world = await setScene(app);
    path = `/handbooks/${world.handbookId}/images`;
  });
  beforeEach(async () => {
    app.clock.set('2026-11-23T09:00:00Z');
    await app.get(Limits).forgive('picturesByAuthor', app.ids.alice);
    for (const name of ['alice', 'bob', 'charlie', 'ada'] as const) at[name] = await app.as(name);
  });
  afterAll(() => app.close());

  const canvas = (width: number, height: number, background = '#0a5a50') =>
    sharp({ create: { width, height, channels: 3, background }, limitInputPixels: false });
  const count = async () => {
    const [row] = await app.db.query<{ n: number }[]>('SELECT count(*)::int AS n FROM handbook_images');
    return row?.n ?? 0;
  };
  const served = async (name: Name, address: string, held: Record<string, string> = {}) => {
    const answer = await fetch(app.url + address, { headers: { cookie: at[name].cookie(app.url), ...held } });
    return { headers: answer.headers, status: answer.status, bytes: Buffer.from(await answer.arrayBuffer()) };
  };

  it('is kept once, and served to its author alone while it is written', async () => {
    const file = await canvas(40, 30).png().toBuffer();
    const answer = await at.alice.upload(path, file);
    expect(answer.status).toBe(200);
    const image = answer.body as StoredImage;
    expect(image).toMatchObject({ width: 40, height: 30 });
    const { headers, bytes, status } = await served('alice', `${path}/${image.id}`);
    expect(status).toBe(200);
    expect(headers.get('content-type')).toBe('image/png');
    expect(headers.get('cache-control')).toBe('private, no-cache');
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('content-security-policy')).toBe("default-src 'none'; sandbox");
    expect(sha256(bytes)).toBe(image.digest);
    // A copy in a browser is shown only after the server has said that its reader still may
    const held = { 'if-none-match': `"${image.digest}"` };
    expect(headers.get('etag')).toBe(held['if-none-match']);
    const unchanged = await served('alice', `${path}/${image.id}`, held);
    expect([unchanged.status, unchanged.bytes.length]).toEqual([304, 0]);
    expect(unchanged.headers.get('cache-control')).toBe('private, no-cache');
    expect((await served('alice', `${path}/${image.id}`, { 'if-none-match': '"other"' })).status).toBe(200);
    expect((await served('bob', `${path}/${image.id}`, held)).status).toBe(403);
    expect((await served('charlie', `${path}/${image.id}`, held)).status).toBe(404);
    const again = await at.alice.upload(path, file, 'other.png');
    expect((again.body as StoredImage).id).toBe(image.id);

    expect((await served('bob', `${path}/${image.id}`)).status).toBe(403);
    expect((await served('ada', `${path}/${image.id}`)).status).toBe(403);
    expect((await served('charlie', `${path}/${image.id}`)).status).toBe(404);
    expect((await app.visitor().get(`${path}/${image.id}`)).status).toBe(303);
    for (const id of ['nothing', '..%2f', '0f8fad5b-d9cb-469f-a165-70867728950e']) {
      expect((await at.alice.get(`${path}/${id}`)).status).toBe(404);
    }
  });

  it('loses what a camera wrote into it, stands upright, and is no larger than 2000 px', async () => {
    const photograph = await canvas(3000, 1000)
      .withExif({ IFD0: { Copyright: 'Somebody' }, IFD3: { GPSLatitude: '51/1 30/1 0/1' } })
      .jpeg()
      .withMetadata({ orientation: 6 })
      .toBuffer();
    const answer = await at.alice.upload(path, photograph, 'holiday.jpg');
    const image = answer.body as StoredImage;
    expect(image).toMatchObject({ width: 667, height: 2000 });
    const { bytes } = await served('alice', `${path}/${image.id}`);
    const kept = await sharp(bytes).metadata();
    expect(kept).toMatchObject({ format: 'webp', width: 667, height: 2000 });
    expect(kept.exif).toBeUndefined();
  });

  it.each([
    [
      'an SVG with a script',
      Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'),
      'This file is no PNG',
    ],
    ['a page', Buffer.from('<!doctype html><script>alert(1)</script>'), 'This file is no PNG'],
    [
      'a GIF',
      Buffer.from('R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7', 'base64'),
      'This file is no PNG',
    ],
    [
      'half a picture',
      Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAA', 'base64'),
      'This picture is damaged',
    ],
    ['nothing', Buffer.alloc(0), 'Choose a picture.'],
    ['one byte too many', Buffer.alloc(10 * megabyte + 1), 'This file is larger than 10 MB.'],
  ])('is refused with a sentence when it is %s', async (_what, file, sentence) => {
    const before = await count();
    const answer = await at.alice.upload(path, file, 'picture.png');
    expect(answer.status).toBe(422);
    const { error } = answer.body as { error: { message: string; errors: { field: string }[] } };
    expect(error.message).toContain(sentence);
    expect(error.errors).toMatchObject([{ field: 'image' }]);
    expect(await count()).toBe(before);
  });

  it('of 20,000 by 20,000 is refused before it is unpacked', async () => {
    const answer = await at.alice.upload(path, hugePng(20_000, 20_000));
    expect([answer.status, answer.text.includes('more than 50 million pixels')]).toEqual([422, true]);
  });

  it('is taken from its author only, and only while the handbook can be written', async () => {
    const file = await canvas(4, 4).png().toBuffer();
    const before = await count();
    expect((await at.bob.upload(path, file)).status).toBe(403);
    expect((await at.ada.upload(path, file)).status).toBe(403);
    expect((await at.charlie.upload(path, file)).status).toBe(404);
    expect((await app.visitor().upload(path, file)).status).toBe(401);
    expect((await at.alice.upload('/handbooks/nothing/images', file)).status).toBe(404);
    expect((await at.alice.post(path, { image: 'x' })).status).toBe(422);
    await at.alice.post('/my/november/withdrawals');
    const closed = await at.alice.upload(path, file);
    expect([closed.status, closed.text.includes('read-only')]).toEqual([409, true]);
    await at.alice.post('/my/november/returns');
    app.clock.set('2026-12-08T17:00:00Z');
    at.alice = await app.as('alice');
    expect((await at.alice.upload(path, file)).status).toBe(409);
    expect(await count()).toBe(before);
  });

  it('is one of sixty within ten minutes', async () => {
    const answers = await Promise.all(
      Array.from({ length: 64 }, () => at.alice.upload(path, Buffer.from('no picture'))),
    );
    const statuses = answers.map(({ status }) => status);
    expect(statuses.filter((status) => status === 422)).toHaveLength(60);
    expect(statuses.filter((status) => status === 429)).toHaveLength(4);
    expect(answers.some(({ text }) => text.includes('many pictures'))).toBe(true);
  });

  it('is one of two hundred in a handbook, however many come at once', async () => {
    const [row] = await app.db.query<{ personId: string }[]>(
      `SELECT person_id AS "personId" FROM handbook_images LIMIT 1`,
    );
    await app.db.query(
      `INSERT INTO handbook_images (handbook_id, person_id, digest, file_key, type, bytes, width, height, created_at)
       SELECT $1, $2, 'digest ' || n, 'handbook-images/' || n, 'image/png', 1, 1, 1, now()
         FROM generate_series(1, 199 - (SELECT count(*)::int FROM handbook_images)) n`,
      [world.handbookId, row?.personId],
    );
    const files = await Promise.all(
      ['red', 'green', 'blue'].map((colour) => canvas(3, 3, colour).png().toBuffer()),
    );
    const answers = await Promise.all(files.map((file) => at.alice.upload(path, file)));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 422, 422]);
    expect(answers.some(({ text }) => text.includes('A handbook can hold 200 pictures'))).toBe(true);
    expect(await count()).toBe(200);
  });

  describe('that was handed in', () => {
    it('is seen by whoever may read the text, as far as the text shows it, and goes with its author', async () => {
      const cohort = await world.chronicle.openCohort(
        world.versionId,
        {
          slug: 'autumn',
          name: 'Autumn cohort',
          startsOn: '2026-11-16',
          timeZone: 'Europe/Paris',
          seats: 30,
          signatories: [{ name: 'Ada Lindqvist', role: 'Director of studies' }],
          instructorIds: [app.ids.bob],
          dueLocal: '2026-12-06T18:00',
          cutOffLocal: '2026-12-08T18:00',
        },
        app.ids.ada,
      );
      const handbookId = await world.chronicle.enrol(cohort, app.ids.alice);
      const shown = await storeImage(app, handbookId);
      await writeImages(app, handbookId, [shown]);
      const upload = await at.alice.upload(
        `/handbooks/${handbookId}/images`,
        await canvas(9, 9).png().toBuffer(),
      );
      const unseen = upload.body as StoredImage;
      const submissionId = await world.chronicle.handIn(handbookId, app.ids.alice);
      const address = `/submissions/${submissionId}/images/${shown.id}`;

      const page = await at.bob.get(`/submissions/${submissionId}`);
      expect(page.text).toContain(
        `<figure><img src="${address}" alt="A green harbour" width="40" height="30" loading="lazy" /><figcaption>The harbour in May</figcaption></figure>`,
      );
      for (const name of ['alice', 'bob', 'ada'] as const) {
        const { status, bytes, headers } = await served(name, address);
        expect({ name, status, digest: sha256(bytes) }).toEqual({ name, status: 200, digest: shown.digest });
        expect(headers.get('cache-control')).toBe('private, no-cache');
        const held = { 'if-none-match': headers.get('etag') ?? '' };
        expect((await served(name, address, held)).status).toBe(304);
        expect((await served(name, `/submissions/${submissionId}/images/${unseen.id}`)).status).toBe(404);
      }
      expect((await served('charlie', address)).status).toBe(404);
      expect((await app.visitor().get(address)).status).toBe(303);

      await expect(app.db.query('DELETE FROM handbook_images')).rejects.toThrow(
        'only be blanked by an erasure',
      );
      await expect(app.db.query('UPDATE handbook_images SET bytes = 1')).rejects.toThrow('only be blanked');

      await app.get(Erasures).erase(app.ids.alice, app.ids.ada);
      await jobsDone(app.db);
      const held = { 'if-none-match': `"${shown.digest}"` };
      expect((await served('bob', address, held)).status).toBe(404);
      const folder = join(app.config.dataDir, 'files', 'handbook-images');
      expect(existsSync(folder) ? readdirSync(folder) : []).toEqual([]);
      const [left] = await app.db.query<{ n: number }[]>(
        'SELECT count(*)::int AS n FROM handbook_images WHERE digest IS NOT NULL OR file_key IS NOT NULL',
      );
      expect(left?.n).toBe(0);
    });
  });
});

/** The head of a PNG that says how large it is, and nothing behind it that could be unpacked. */
function hugePng(width: number, height: number): Buffer {
  const head = Buffer.from(
    'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
    'base64',
  );
  head.writeUInt32BE(width, 16);
  head.writeUInt32BE(height, 20);
  head.writeUInt32BE(crc32(head.subarray(12, 29)), 29);
  return head;
}
