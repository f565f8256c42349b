import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { request } from 'node:http';
import sharp from 'sharp';
import { CourseImages } from '../../src/courses/versions/images/course-images.service.js';
import { Chronicle } from '../../src/dashboard/demo/chronicle.js';
import { type Browser, startTestApp, type TestApp } from '../support/app.js';
import { aCopy } from './a-draft.js';

const megabyte = 1024 * 1024;

describe('A picture for a lesson', () => {
  let app: TestApp;
  let ada: Browser;
  let draftId: string;
  let path: string;

  beforeAll(async () => {
    app = await startTestApp();
    await app.get(Chronicle).publishStrategist(app.ids.ada);
    ada = await app.as('ada');
    draftId = (await aCopy(app)).id;
    path = `/courses/drafts/${draftId}/images`;
  });
  afterAll(() => app.close());

  const canvas = (width: number, height: number) =>
    sharp({ create: { width, height, channels: 3, background: '#0a5a50' } });
  const count = async () => {
    const [row] = await app.db.query<{ n: number }[]>('SELECT count(*)::int AS n FROM course_images');
    return row?.n ?? 0;
  };
  const served = async (address: string) => {
    const answer = await fetch(app.url + address);
    return { headers: answer.headers, status: answer.status, bytes: Buffer.from(await answer.arrayBuffer()) };
  };

  it('that is a PNG stays one, and is served to everybody for good', async () => {
    const answer = await ada.upload(path, await canvas(40, 30).png().toBuffer());
    expect(answer.status).toBe(200);
    const { path: address } = answer.body as { path: string };
    const { headers, bytes } = await served(address);
    expect(headers.get('content-type')).toBe('image/png');
    expect(headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('content-security-policy')).toBe(
      "default-src 'none'; style-src 'unsafe-inline'; sandbox",
    );
    expect(headers.get('set-cookie')).toBeNull();
    expect(await sharp(bytes).metadata()).toMatchObject({ format: 'png', width: 40, height: 30 });
    const audit = await app.db.query<{ facts: object }[]>(
      `SELECT facts FROM audit_entries WHERE action = 'course-image.uploaded'`,
    );
    expect(audit).toEqual([{ facts: { bytes: bytes.length } }]);
    // The same one again is the same one.
    const before = await count();
    const again = await ada.upload(path, await canvas(40, 30).png().toBuffer(), 'other.png');
    expect((again.body as { path: string }).path).toBe(address);
    expect(await count()).toBe(before);
  });

  it('from a camera loses what the camera wrote into it, stands upright, and is no larger than 2000 px', async () => {
    const photograph = await canvas(3000, 1000)
      .withExif({ IFD0: { Copyright: 'Somebody' }, IFD3: { GPSLatitude: '51/1 30/1 0/1' } })
      .jpeg()
      .withMetadata({ orientation: 6 })
      .toBuffer();
    expect((await sharp(photograph).metadata()).exif).toBeDefined();
    const answer = await ada.upload(path, photograph, 'holiday.jpg');
    const { headers, bytes } = await served((answer.body as { path: string }).path);
    expect(headers.get('content-type')).toBe('image/webp');
    const kept = await sharp(bytes).metadata();
    expect(kept).toMatchObject({ format: 'webp', width: 667, height: 2000 });
    expect(kept.exif).toBeUndefined();
    expect(kept.orientation).toBeUndefined();
  });

  it.each([
    [
      'a text with the name of a picture',
      Buffer.from('not a picture at all'),
      'This file is no PNG, JPEG or WebP picture',
    ],
    [
      'an SVG',
      Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'),
      'This file is no PNG',
    ],
    [
      'a GIF',
      Buffer.from('R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7', 'base64'),
      'This file is no PNG',
    ],
    ['nothing', Buffer.alloc(0), 'Choose a picture.'],
    [
      'half a picture',
      Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAA', 'base64'),
      'This picture is damaged',
    ],
    ['one byte too many', Buffer.alloc(10 * megabyte + 1), 'This file is larger than 10 MB.'],
  ])('is refused when it is %s', async (_what, file, sentence) => {
    const before = await count();
    const answer = await ada.upload(path, file, 'picture.png');
    expect(answer.status).toBe(422);
    const { error } = answer.body as { error: { message: string; errors: { field: string }[] } };
    expect(error.message).toContain(sentence);
    expect(error.errors).toMatchObject([{ field: 'image' }]);
    expect(await count()).toBe(before);
  });

  it('is refused when it unpacks into a wall of pixels', async () => {
    const wall = await sharp({
      create: { width: 12_000, height: 12_000, channels: 3, background: 'white' },
      limitInputPixels: false,
    })
      .png({ compressionLevel: 9 })
      .toBuffer();
    expect(wall.length).toBeLessThan(megabyte);
    const answer = await ada.upload(path, wall);
    expect([answer.status, answer.text.includes('more than 50 million pixels')]).toEqual([422, true]);
  });

  it('of 100 MB is answered with a sentence, and the connection holds', async () => {
    const before = process.memoryUsage().rss;
    const { status, text } = await send(100 * megabyte, await token());
    expect(status).toBe(422);
    expect(text).toContain('This file is larger than 10 MB. Make it smaller and choose it again.');
    expect((process.memoryUsage().rss - before) / megabyte).toBeLessThan(90);
  });

  it('is not even looked at without the token of a page of ours', async () => {
    const before = await count();
    const { status } = await send(1000, 'nonsense');
    expect(status).toBe(403);
    expect(await count()).toBe(before);
  });

  it('is one, in a form of its own, for a draft', async () => {
    expect((await ada.post(path, { image: 'x' })).status).toBe(422);
    await ada.post(`/courses/drafts/${draftId}/publication`);
    const answer = await ada.upload(path, await canvas(4, 4).png().toBuffer());
    expect(answer.status).toBe(409);
  });

  it('that came with a course is a document that can do nothing', async () => {
    const svg = '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>';
    const id = await app.db.transaction((tx) =>
      app.get(CourseImages).store(tx, { type: 'image/svg+xml', bytes: Buffer.from(svg) }),
    );
    const { headers, bytes } = await served(`/course-images/${id}`);
    expect(bytes.toString()).toBe(svg);
    expect(headers.get('content-type')).toBe('image/svg+xml');
    expect(headers.get('content-security-policy')).toContain("default-src 'none'");
  });

  async function token(): Promise<string> {
    return (
      /name="csrf-token" content="([^"]+)"/.exec((await ada.get('/courses/administration')).text)?.[1] ?? ''
    );
  }

  /** A file of so many bytes, sent piece by piece as a browser does, which reads the answer when all is sent. */
  async function send(bytes: number, csrf: string): Promise<{ status: number; text: string }> {
    const boundary = 'a-boundary';
    const head = `--${boundary}\r\nContent-Disposition: form-data; name="image"; filename="p.png"\r\nContent-Type: image/png\r\n\r\n`;
    const tail = `\r\n--${boundary}--\r\n`;
    return new Promise((resolve, reject) => {
      const sending = request(
        app.url + path,
        {
          method: 'POST',
          headers: {
            cookie: ada.cookie(app.url),
            accept: 'application/json',
            'x-csrf-token': csrf,
            'content-type': `multipart/form-data; boundary=${boundary}`,
            'content-length': head.length + bytes + tail.length,
          },
        },
        (answer) => {
          let text = '';
          answer.on('data', (chunk: Buffer) => (text += chunk.toString()));
          answer.on('end', () => {
            resolve({ status: answer.statusCode ?? 0, text });
          });
        },
      );
      sending.on('error', reject);
      sending.write(head);
      const chunk = Buffer.alloc(64 * 1024, 7);
      let left = bytes;
      const more = () => {
        while (left > 0) {
          const piece = chunk.subarray(0, Math.min(left, chunk.length));
          left -= piece.length;
          if (!sending.write(piece)) {
            sending.once('drain', more);
            return;
          }
        }
        sending.end(tail);
      };
      more();
    });
  }
});
