import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { secondLook } from '../../src/assignments/submissions/second-look.rules.js';
import { sectionDigest } from '../../src/assignments/submissions/submission.rules.js';
import { canonicalJson, sha256 } from '../../src/platform/digests/digests.js';
import { Erasures } from '../../src/users/erasure/erasures.js';
import { type Browser, startTestApp, type TestApp } from '../support/app.js';
import { jobsDone } from '../support/jobs.js';
import { cast } from '../../src/users/cast.js';
import { setScene, type World } from '../support/world.js';

interface Receipt {
  attempt: number;
  author: string;
  handedInAt: string;
  late: boolean;
  statement: string;
  digests: { text: string; sectionsRoot: string; sections: { key: string; digest: string; salt: string }[] };
}

const run = promisify(execFile);

async function inFolder<T>(files: Record<string, string>, act: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'capstone-receipt-'));
  try {
    for (const [name, content] of Object.entries(files)) await writeFile(join(folder, name), content);
    return await act(folder);
  } finally {
    await rm(folder, { recursive: true });
  }
}

describe('a second look', () => {
  let app: TestApp;
  let world: World;
  let alice: Browser;

  beforeAll(async () => {
    app = await startTestApp();
    world = await setScene(app);
    alice = await app.as('alice');
  });
  afterAll(() => app.close());

  const path = () => `/handbooks/${world.handbookId}/submissions`;
  const write = (text: Record<string, string>) =>
    world.chronicle.write(world.handbookId, app.ids.alice, text);
  const attempts = async () => (await app.db.query<unknown[]>('SELECT id FROM submissions')).length;

  it('shows what is empty and hands nothing in; then it may be handed in all the same', async () => {
    await write({ strategy: 'We answer first.' });
    const look = await alice.post(path(), { publicInformation: 'yes', snapshot: '' });
    expect(look.status).toBe(422);
    expect(look.text).toContain('Look once more before you hand in');
    expect(look.text).toContain('12 sections are empty');
    expect(look.text).toContain('second-look#section-research"');
    expect(look.text).not.toContain('#section-strategy"');
    expect(await attempts()).toBe(0);
    const fields = Object.fromEntries(
      [...look.text.matchAll(/type="hidden" name="(\w+)" value="([^"]*)"/g)].map(([, name, value]) => [
        name,
        value,
      ]),
    ) as Record<string, string>;
    expect(fields).toMatchObject({ publicInformation: 'yes', secondLook: 'yes' });
    const answer = await alice.post(path(), fields);
    expect(answer.status).toBe(303);
    expect(await attempts()).toBe(1);
  });

  it('carries along what the page held, and asks to wait when that has not arrived', async () => {
    await write({ strategy: 'We answer first.' });
    const before = await attempts();
    const snapshot = Buffer.from('not what is there').toString('base64');
    const answer = await alice.post(path(), { publicInformation: 'yes', snapshot });
    expect(answer.status).toBe(409);
    expect(answer.text).toContain('Not everything that you wrote has arrived here yet.');
    expect(answer.text).toContain('data-controller="handbook"');
    expect(await attempts()).toBe(before);
  });
});

describe('what a second look finds', () => {
  it('is not asked for when everything is there and fits', () => {
    expect(
      secondLook(
        [
          {
            key: 'brief',
            kind: 'prose',
            content: {
              type: 'doc',
              content: [{ type: 'paragraph', content: [{ type: 'text', text: 'All.' }] }],
            },
          },
        ],
        { brief: 'Brief' },
      ),
    ).toBeNull();
  });

  it('names what does not fit by its section, and leaves out what is empty anyway', () => {
    const look = secondLook(
      [
        { key: 'goal', kind: 'objectives', content: { notes: null, fields: {}, rows: [] } },
        {
          key: 'sources',
          kind: 'sources',
          content: { notes: null, fields: {}, rows: [{ id: 'a', cells: { source: 'A study' } }] },
        },
      ],
      { goal: 'Goal', sources: 'Source register' },
    );
    expect(look?.empty).toEqual([{ key: 'goal', title: 'Goal' }]);
    expect(look?.findings.map(({ section }) => section)).toEqual([
      { key: 'sources', title: 'Source register' },
    ]);
    expect(look?.findings[0]?.findings.map(({ row, column }) => [row, column])).toContainEqual([
      'a',
      'address',
    ]);
  });
});

describe('a receipt', () => {
  let app: TestApp;
  let world: World;
  let alice: Browser;
  let submission: string;

  beforeAll(async () => {
    app = await startTestApp();
    world = await setScene(app);
    alice = await app.as('alice');
    await world.chronicle.write(world.handbookId, app.ids.alice, {
      strategy: 'We answer first – “at once”.',
    });
    const answer = await alice.post(`/handbooks/${world.handbookId}/submissions`, {
      publicInformation: 'yes',
      snapshot: '',
      secondLook: 'yes',
    });
    submission = answer.headers['location'] ?? '';
  });
  afterAll(() => app.close());

  const receiptOf = async () => JSON.parse((await alice.get(`${submission}/receipt.json`)).text) as Receipt;

  it('is a file whose fingerprints are those of the frozen text, checked with the command that the page names', async () => {
    const page = await alice.get(submission);
    const file = await alice.get(`${submission}/handbook.json`);
    expect(file.headers['content-disposition']).toBe('attachment; filename="handbook-attempt-1.json"');
    expect(file.headers['x-content-type-options']).toBe('nosniff');
    const { digests, ...receipt } = await receiptOf();
    expect(receipt).toMatchObject({
      attempt: 1,
      author: cast.alice.name,
      handedInAt: '2026-11-23T09:00:00.000Z',
      late: false,
      statement: 'This handbook uses public information only, nothing confidential.',
    });
    expect(createHash('sha256').update(file.text, 'utf8').digest('hex')).toBe(digests.text);
    expect(page.text).toContain(digests.text);
    expect(page.text).toContain('sha256sum handbook-attempt-1.json');
    await inFolder({ 'handbook-attempt-1.json': file.text }, async (folder) => {
      const { stdout } = await run('sha256sum', ['handbook-attempt-1.json'], { cwd: folder });
      expect(stdout.split(' ')[0]).toBe(digests.text);
    });
  });

  it.each(['receipt.json', 'handbook.json'])(
    'leads whoever is signed out to the sign-in page and back: %s',
    async (file) => {
      const { status, headers } = await app.visitor().get(`${submission}/${file}`);
      const next = encodeURIComponent(`${submission}/${file}`);
      expect([status, headers['location']]).toEqual([303, `/sign-in?next=${next}`]);
    },
  );

  it('is checked section by section with the command of the README, which finds a changed letter', async () => {
    const readme = await readFile('README.md', 'utf8');
    const command =
      /^node -e '[^']+' handbook-attempt-1\.json receipt-attempt-1\.json$/m.exec(readme)?.[0] ?? '';
    const [text, receipt] = [
      (await alice.get(`${submission}/handbook.json`)).text,
      (await alice.get(`${submission}/receipt.json`)).text,
    ];
    const check = async (handbook: string) => {
      const files = { 'handbook-attempt-1.json': handbook, 'receipt-attempt-1.json': receipt };
      return inFolder(files, async (folder) => (await run('sh', ['-c', command], { cwd: folder })).stdout);
    };
    const lines = (await check(text)).trim().split('\n');
    expect(lines).toHaveLength(13);
    for (const line of lines) expect(line).toMatch(/^same [a-z-]+$/);
    const changed = await check(text.replace('We answer first', 'We answer last'));
    expect(changed).toContain('DIFFERENT strategy');
    expect(changed.match(/DIFFERENT/g)).toHaveLength(1);
  });

  it('proves each section by itself', async () => {
    const file = JSON.parse((await alice.get(`${submission}/handbook.json`)).text) as {
      sections: { key: string; kind: 'prose'; content: unknown }[];
    };
    const { digests } = await receiptOf();
    expect(file.sections.map(({ key }) => key)).toEqual(digests.sections.map(({ key }) => key));
    for (const [at, section] of file.sections.entries()) {
      expect(sectionDigest(digests.sections[at]?.salt ?? '', section)).toBe(digests.sections[at]?.digest);
    }
    const list = digests.sections.map(({ key, digest }) => ({ key, digest }));
    expect(sha256(canonicalJson(list))).toBe(digests.sectionsRoot);
  });

  it('comes by mail with both files, once', async () => {
    await jobsDone(app.db);
    const mails = app.mails.filter(({ subject }) => subject.startsWith('Handed in: '));
    expect(mails).toHaveLength(1);
    const [mail] = mails;
    expect(mail?.to).toEqual([cast.alice.email]);
    const { digests } = await receiptOf();
    expect(mail?.text).toContain(digests.text);
    expect(mail?.text).toContain('2026-11-23 09:00:00 UTC');
    const attached = mail?.attachments ?? [];
    expect(attached.map(({ filename }) => filename)).toEqual([
      'handbook-attempt-1.json',
      'receipt-attempt-1.json',
    ]);
    expect(sha256(attached[0]?.content ?? Buffer.of())).toBe(digests.text);
  });

  it('is its author’s; the text is also for those who grade it, and for nobody else', async () => {
    const [bob, ada, charlie] = [await app.as('bob'), await app.as('ada'), await app.as('charlie')];
    for (const reader of [bob, ada]) {
      expect((await reader.get(`${submission}/handbook.json`)).status).toBe(200);
      const refused = await reader.get(`${submission}/receipt.json`);
      expect([refused.status, refused.text.includes('A receipt is for the author')]).toEqual([403, true]);
      expect((await reader.get(submission)).text).not.toContain('receipt.json');
    }
    for (const name of ['handbook.json', 'receipt.json']) {
      expect((await charlie.get(`${submission}/${name}`)).status).toBe(404);
      expect((await alice.get(`/submissions/none/${name}`)).status).toBe(404);
    }
  });

  it('is gone with its text once the author is erased', async () => {
    const bob = await app.as('bob');
    await app.get(Erasures).erase(app.ids.alice, app.ids.ada);
    const answer = await bob.get(`${submission}/handbook.json`);
    expect(answer.status).toBe(404);
    expect((await bob.get(submission)).text).not.toContain('handbook.json"');
    await jobsDone(app.db);
  });
});
