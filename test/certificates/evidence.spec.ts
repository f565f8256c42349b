import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { proves, type SectionProof } from '../../src/certificates/evidence/evidence.rules.js';
import { type Code, writtenCode } from '../../src/certificates/register/code.rules.js';
import { type VerificationAnswer } from '../../src/certificates/register/status.rules.js';
import { OLDEST_ANSWER_MS } from '../../src/certificates/verification/certificate-status.service.js';
import { harbourLane } from '../../src/dashboard/demo/harbour-lane.js';
import { projectRoot } from '../../src/platform/config/project-root.js';
import { Erasures } from '../../src/users/erasure/erasures.js';
import { storeImage, writeImages } from '../assignments/a-picture.js';
import { type Browser, startTestApp, type TestApp } from '../support/app.js';
import { jobsDone } from '../support/jobs.js';
import { statementsDuring } from '../support/statements.js';
import { setScene } from '../support/world.js';

/** What anybody gets who follows the README with what the two addresses have answered. */
function commandOfReadme(certificate: string, section: string): string {
  const readme = readFileSync(join(projectRoot, 'README.md'), 'utf8');
  const command = readme.slice(readme.indexOf('SECTION.json > section.json'));
  const script = /node -e '([\s\S]*?)' certificate\.json/.exec(command)?.[1] ?? '';
  const folder = mkdtempSync(join(tmpdir(), 'capstone-proof-'));
  const files = [
    [join(folder, 'certificate.json'), certificate],
    [join(folder, 'section.json'), section],
  ] as const;
  for (const [file, text] of files) writeFileSync(file, text);
  const said = execFileSync(process.execPath, ['-e', script, ...files.map(([file]) => file)], {
    encoding: 'utf8',
  });
  rmSync(folder, { recursive: true });
  return said.trim();
}

describe('evidence beside a certificate', () => {
  let app: TestApp;
  let alice: Browser;
  let id: string;
  let verify: string;
  let pictureId: string;

  beforeAll(async () => {
    app = await startTestApp({ config: { mode: 'production' } });
    const { chronicle, handbookId, cohort } = await setScene(app);
    await chronicle.write(handbookId, app.ids.alice, harbourLane);
    const image = await storeImage(app, handbookId);
    pictureId = image.id;
    await writeImages(app, handbookId, [image], 'research');
    const submissionId = await chronicle.handIn(handbookId, app.ids.alice);
    await chronicle.grade(submissionId, app.ids.bob, [3, 2, 2, 3, 2], {
      'strategic-choice': 'Well argued.',
    });
    await chronicle.release(cohort, app.ids.bob);
    await jobsDone(app.db);
    const [certificate] = await app.db.query<{ id: string; code: Code }[]>(
      'SELECT id, code FROM certificates',
    );
    if (!certificate) throw new Error('No certificate was issued.');
    id = certificate.id;
    verify = `/verify/${writtenCode(certificate.code)}`;
    alice = await app.as('alice');
  });
  afterAll(() => app.close());

  const preview = (key: string) => `/certificates/${id}/evidence/${key}`;
  const page = (key: string) => `${verify}/evidence/${key}`;
  /** Hides what is in memory. */
  const later = () => {
    app.clock.advance(OLDEST_ANSWER_MS);
  };
  const show = async (key: string) => {
    const answer = await alice.post(`${preview(key)}/showings`);
    later();
    return answer;
  };
  const withdraw = async (key: string) => {
    const answer = await alice.post(`${preview(key)}/withdrawals`);
    later();
    return answer;
  };

  it('is for its author alone to look at and to decide', async () => {
    for (const [name, status] of [
      ['charlie', 404],
      ['bob', 403],
      ['ada', 403],
    ] as const) {
      const browser = await app.as(name);
      for (const answer of [
        await browser.get(preview('research')),
        await browser.post(`${preview('research')}/showings`),
        await browser.post(`${preview('research')}/withdrawals`),
      ]) {
        expect([name, answer.status]).toEqual([name, status]);
      }
    }
    expect((await app.visitor().get(preview('research'))).headers['location']).toContain('/sign-in');
    expect((await alice.get(preview('nonsense'))).status).toBe(404);
    expect((await alice.post(`${preview('nonsense')}/showings`)).status).toBe(404);
    const mine = await alice.get(preview('research'));
    expect(mine.text).toContain('Nobody else can read this.');
    expect(mine.text).toContain('As the picture shows.');
    expect((await alice.get(`/certificates/${id}/sharing`)).text).toContain(`href="${preview('research')}"`);
  });

  it('is nowhere before it is shown', async () => {
    expect((await app.visitor().get(verify)).text).not.toContain('From the graded work');
    for (const path of ['research', 'research.json', `research/images/${pictureId}`]) {
      expect([path, (await app.visitor().get(page(path))).status]).toEqual([path, 404]);
    }
  });

  it('reads beside criterion, level and attestation, and matches the certificate’s record', async () => {
    expect((await show('research')).status).toBe(303);
    expect((await show('research')).status).toBe(303);
    expect((await app.visitor().get(verify)).text).toContain(`href="${page('research')}"`);
    const shown = await app.visitor().get(page('research'));
    expect(shown.status).toBe(200);
    expect(shown.headers['x-robots-tag']).toBe('noindex');
    expect(shown.headers['set-cookie']).toBeUndefined();
    expect(shown.text).toContain('As the picture shows.');
    expect(shown.text).toContain('it matches the certificate’s record');
    expect(shown.text).toContain('Graded on 23 November 2026 by');
    expect(shown.text).toMatch(/class="level-reached"/);
    expect(shown.text).not.toContain('Well argued');
    expect(shown.text).not.toMatch(/whoever asks in public gets an answer|It costs €41,000/i);
    expect((await app.visitor().get(page('goal'))).status).toBe(404);
    expect(shown.text).toContain(`src="${page(`research/images/${pictureId}`)}"`);
    const picture = await app.visitor().get(page(`research/images/${pictureId}`));
    expect([picture.status, picture.type]).toEqual([200, 'image/png']);
    expect((await app.visitor().get(page(`research/images/${id}`))).status).toBe(404);
    expect((await app.visitor().get(page(`goal/images/${pictureId}`))).status).toBe(404);
  });

  it('is given to programs with its proof, against the record that the answer tells', async () => {
    const told = await app.visitor().get(page('research.json'));
    expect([told.status, told.type]).toEqual([200, 'application/json']);
    const proof = JSON.parse(told.text) as SectionProof;
    expect(proves(proof)).toBe(true);
    const answer = (await app.visitor().get(`${verify}.json`)).body as VerificationAnswer;
    expect(answer.facts?.evidence).toEqual({ root: proof.root, sections: proof.sections.length });
    expect(commandOfReadme(JSON.stringify(answer), told.text)).toBe('same');
    expect(commandOfReadme(JSON.stringify(answer), told.text.replace('picture shows', 'picture tells'))).toBe(
      'DIFFERENT',
    );
    expect((await app.visitor().get(page('research').toLowerCase())).headers['location']).toBe(
      page('research'),
    );
  });

  it('costs the certificate’s page no further statement, and its own page a fixed number', async () => {
    later();
    expect(await statementsDuring(app.db, () => app.visitor().get(verify))).toHaveLength(1);
    later();
    const own = await statementsDuring(app.db, () => app.visitor().get(page('research')));
    expect(own.length).toBeLessThanOrEqual(5);
    expect(await statementsDuring(app.db, () => app.visitor().get(page('research')))).toHaveLength(0);
  });

  it('is not sent again to whoever has it, and asked for often costs no statement', async () => {
    const ask = (path: string, headers: Record<string, string> = {}) =>
      fetch(`${app.url}${page(path)}`, { headers });
    const paths = ['research.json', `research/images/${pictureId}`];
    later();
    for (const path of paths) {
      const first = await ask(path);
      const etag = first.headers.get('etag') ?? '';
      expect([first.status, first.headers.get('cache-control')]).toEqual([200, 'no-cache']);
      const again = await ask(path, { 'if-none-match': `"other", W/${etag}` });
      expect([again.status, again.headers.get('etag'), await again.text()]).toEqual([304, etag, '']);
      expect((await ask(path, { 'if-none-match': '"other"' })).status).toBe(200);
    }
    expect((await ask('research.json')).headers.get('access-control-allow-origin')).toBe('*');
    const often = await statementsDuring(app.db, async () => {
      for (const path of [...paths, ...paths]) await ask(path);
    });
    expect(often).toEqual([]);
    later();
    const picture = () => ask(`research/images/${pictureId}`);
    expect((await statementsDuring(app.db, picture)).length).toBeLessThanOrEqual(6);
  });

  it('hides name and levels where the certificate’s page hides them', async () => {
    const { text } = await alice.get(`/certificates/${id}/sharing`);
    const version = /name="version" value="(\d+)"/.exec(text)?.[1] ?? '';
    await alice.post(`/certificates/${id}/visibility`, { show: ['result', 'cohort'], version });
    later();
    const shown = await app.visitor().get(page('research'));
    expect(shown.text).toContain('The level is withheld by the holder');
    expect(shown.text).not.toMatch(/Moreau|class="level-reached"/);
  });

  it('is gone once it is withdrawn', async () => {
    expect((await withdraw('research')).status).toBe(303);
    expect((await withdraw('research')).status).toBe(303);
    expect((await app.visitor().get(page('research'))).status).toBe(404);
    expect((await app.visitor().get(page(`research/images/${pictureId}`))).status).toBe(404);
    expect((await app.visitor().get(verify)).text).not.toContain('From the graded work');
    const entries = await app.db.query<{ action: string }[]>(
      `SELECT action FROM audit_entries WHERE action LIKE 'certificate.section-%' ORDER BY action`,
    );
    expect(entries.map(({ action }) => action)).toEqual([
      'certificate.section-shown',
      'certificate.section-withdrawn',
    ]);
  });

  it('is hidden while the certificate does not stand, and forgotten with its author', async () => {
    await show('goal');
    const happen = async (sequence: number, kind: string) => {
      await app.db.query(
        'INSERT INTO certificate_events (certificate_id, sequence, kind, at) VALUES ($1, $2, $3, $4)',
        [id, sequence, kind, app.clock.now()],
      );
      later();
    };
    expect((await app.visitor().get(page('goal'))).status).toBe(200);
    await happen(2, 'suspended');
    expect((await app.visitor().get(page('goal'))).status).toBe(404);
    expect((await app.visitor().get(verify)).text).not.toContain('From the graded work');
    expect((await show('research')).status).toBe(409);
    await happen(3, 'reinstated');
    expect((await app.visitor().get(page('goal'))).status).toBe(200);
    await app.get(Erasures).erase(app.ids.alice, app.ids.ada);
    later();
    expect((await app.visitor().get(page('goal'))).status).toBe(404);
    expect(await app.db.query('SELECT * FROM certificate_evidence')).toEqual([]);
  });
});
