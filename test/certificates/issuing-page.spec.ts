import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { CertificateFiles } from '../../src/certificates/printing/certificate-files.service.js';
import { Erasures } from '../../src/users/erasure/erasures.js';
import { Users } from '../../src/users/users.service.js';
import { startTestApp, type Browser, type TestApp } from '../support/app.js';
import { jobsDone } from '../support/jobs.js';
import { statementsDuring } from '../support/statements.js';
import { aCohort, certificatesOf, release } from './a-cohort.js';

describe('the page of a release’s certificates', () => {
  let app: TestApp;
  let bob: Browser;
  let people = 0;
  beforeAll(async () => {
    app = await startTestApp();
    bob = await app.as('bob');
  });
  afterAll(() => app.close());

  const someone = async (name: string) => {
    people += 1;
    const person = { email: `person${people}@capstone.example`, name, password: 'x', timeZone: 'UTC' };
    return (await app.db.transaction((tx) => app.get(Users).add(tx, person))).id;
  };
  const crowd = (size: number) =>
    Promise.all(Array.from({ length: size }, (_, at) => someone(`Somebody ${at + 1}`)));
  const released = async (students: readonly string[], passed = true) => {
    const cohort = await aCohort(app, students);
    const id = await release(
      app,
      cohort,
      students.map((student) => ({ student, passed })),
    );
    return { cohort, id, address: `/certificates/releases/${id}` };
  };

  it('counts certificates, files and mails as they come, and asks again until all is done', async () => {
    const files = app.get(CertificateFiles);
    const print = files.print.bind(files);
    let made = 0;
    const held: (() => Promise<void>)[] = [];
    // The second file waits until the page was looked at.
    files.print = async (id) => {
      made += 1;
      if (made === 1) await print(id);
      else held.push(() => print(id));
    };
    const { address } = await released(await crowd(2));
    await jobsDone(app.db);
    const half = (await bob.get(address)).text;
    expect(half).toContain('2 people have passed: 2 certificates issued.');
    expect(half).toContain('data-wait="2000"');
    expect(half).toContain('id="issued" value="2" max="2">2 of 2</progress>');
    expect(half).toContain('id="files" value="1" max="2">1 of 2</progress>');
    expect(half).toContain('id="mails" value="1" max="2">1 of 2</progress>');

    for (const go of held) await go();
    files.print = print;
    await jobsDone(app.db);
    const done = (await bob.get(address)).text;
    expect(done).toContain('2 certificates issued. Everything is done.');
    expect(done).not.toContain('data-wait');
    expect(done).toContain('id="mails" value="2" max="2">2 of 2</progress>');
  });

  it('says that nobody passed, where nobody did, and nothing was issued', async () => {
    const [one = ''] = await crowd(1);
    const { address } = await released([one], false);
    await jobsDone(app.db);
    const { text } = await bob.get(address);
    expect(text).toContain('Nobody passed in this release');
    expect(text).not.toContain('<progress');
    expect(await certificatesOf(app.db, one)).toEqual([]);
  });

  it('names who has none and why; once the name is mended, trying again issues it, however often', async () => {
    const fay = await someone('Fay 🦊 Okafor');
    const { address, cohort } = await released([fay, ...(await crowd(1))]);
    await jobsDone(app.db);
    const before = (await bob.get(address)).text;
    expect(before).toContain('1 certificate issued, 1 not issued. Everything is done.');
    expect(before).toContain('Fay 🦊 Okafor');
    expect(before).toContain('On a certificate this can’t be printed: “🦊”.');
    expect(before).toContain(
      'Ask them to correct their name in their account; the certificate follows by itself.',
    );
    // The page of a person is for administrators.
    expect(before).not.toContain(`/people/${fay}`);
    expect((await (await app.as('ada')).get(address)).text).toContain(`/people/${fay}`);

    await app.db.query('UPDATE users SET name = $2 WHERE id = $1', [fay, 'Fay Okafor']);
    const mended = (await bob.get(address)).text;
    expect(mended).toContain('Certificates could not print the name that they had.');
    expect(mended).toContain('It has been changed: try again.');
    const tries = await Promise.all([1, 2, 3].map(() => bob.post(`${address}/attempts`)));
    expect(tries.map(({ status, headers }) => [status, headers['location']])).toEqual(
      Array(3).fill([303, address]),
    );
    await jobsDone(app.db);
    expect(await certificatesOf(app.db, fay)).toHaveLength(1);
    const after = (await bob.get(address)).text;
    expect(after).toContain('2 certificates issued. Everything is done.');
    expect(after).not.toContain('Passed, and not issued');
    expect((await app.as('ada').then((ada) => ada.get('/certificates/administration'))).text).not.toContain(
      '🦊',
    );
    const [slug] = await app.db.query<{ slug: string }[]>('SELECT slug FROM cohorts WHERE id = $1', [
      cohort.id,
    ]);
    const list = (await bob.get(`/certificates/cohorts/${slug?.slug ?? ''}`)).text;
    expect(list).toContain(`href="${address}">Release 1</a>`);
    const review = (await bob.get(`/grading/cohorts/${slug?.slug ?? ''}/releases`)).text;
    expect(review).toContain(`href="${address}"`);
  });

  it('names the texts that keep everybody waiting, with their characters, where each can be mended', async () => {
    const alice = await app.as('alice');
    const cohort = await aCohort(app, [app.ids.alice]);
    const change = (name: string) =>
      app.db.query('UPDATE cohorts SET name = $2 WHERE id = $1', [cohort.id, name]);
    await change('Autumn 🍂');
    const id = await release(app, cohort, [{ student: app.ids.alice, passed: true }]);
    await jobsDone(app.db);
    const sentence = 'Certificates can’t print the name of the cohort (“🍂”).';
    const page = async () => (await bob.get(`/certificates/releases/${id}`)).text;
    const administration = async () => (await (await app.as('ada')).get('/certificates/administration')).text;
    const result = `/results/${cohort.enrolments.get(app.ids.alice) ?? ''}`;
    expect(await page()).toContain(sentence);
    expect(await page()).toContain('An administrator can change it; then try again.');
    expect(await administration()).toContain(sentence);
    expect((await alice.get(result)).text).toContain(
      'because of a text of the academy, the course or the cohort',
    );

    await change('Autumn');
    expect(await page()).toContain('It has been changed: try again.');
    expect(await administration()).toContain('A text has been changed since and can be printed now.');
    await bob.post(`/certificates/releases/${id}/attempts`);
    await jobsDone(app.db);
    expect(await certificatesOf(app.db, app.ids.alice)).toHaveLength(1);
  });

  it('asks nothing of whoever was erased, and lists them no longer among those who wait', async () => {
    const gus = await someone('Gus 🦆 Erased');
    const { address } = await released([gus]);
    await jobsDone(app.db);
    const administration = async () => (await (await app.as('ada')).get('/certificates/administration')).text;
    expect(await administration()).toContain(`href="${address}"`);
    await app.get(Erasures).erase(gus, app.ids.ada);
    const { text } = await bob.get(address);
    expect(text).toContain('Their data was erased.');
    expect(text).not.toContain('It has been changed: try again.');
    expect(await administration()).not.toContain(`href="${address}"`);
  });

  it('tells its holder what of the name keeps a certificate waiting, and issues it once that is changed', async () => {
    const charlie = await app.as('charlie');
    await charlie.post('/account/name', { name: 'Charlie 🎈' });
    const cohort = await aCohort(app, [app.ids.charlie]);
    await release(app, cohort, [{ student: app.ids.charlie, passed: true }]);
    await jobsDone(app.db);
    const result = `/results/${cohort.enrolments.get(app.ids.charlie) ?? ''}`;
    const page = (await charlie.get(result)).text;
    expect(page).toContain(
      'could not be issued to your name yet. On a certificate this can’t be printed: “🎈”.',
    );
    expect(page).toContain('<a href="/account/name">Change your name</a>');
    const shown = (await bob.get(result)).text;
    expect(shown).toContain('could not be issued to the name yet.');
    expect(shown).not.toContain('href="/account/name"');
    await charlie.post('/account/name', { name: 'Charlie Okafor' });
    await jobsDone(app.db);
    expect(await certificatesOf(app.db, app.ids.charlie)).toHaveLength(1);
    expect((await charlie.get(result)).text).toContain('Anybody can check it at its address');
  });

  it('is no page for a student of the cohort, for an outsider, or about a release that is none', async () => {
    const { address, cohort } = await released([app.ids.alice]);
    await jobsDone(app.db);
    const kind = (status: number) => ({ status });
    const as = async (name: 'alice' | 'charlie') => (await app.as(name)).get(address);
    expect(await as('charlie')).toMatchObject(kind(404));
    await app.db.query(
      `INSERT INTO enrolment_events (enrolment_id, sequence, kind, ordinal, at) VALUES ($1, 1, 'enrolled', 1, now())`,
      [cohort.enrolments.get(app.ids.alice)],
    );
    expect(await as('alice')).toMatchObject(kind(403));
    expect(await bob.get('/certificates/releases/nonsense')).toMatchObject(kind(404));
    expect(await app.visitor().get(address)).toMatchObject(kind(303));
  });

  it('costs the same statements for a few and for many, and each certificate the same', async () => {
    const costs: number[] = [];
    const issuing: number[] = [];
    for (const size of [2, 12]) {
      const students = await crowd(size);
      const cohort = await aCohort(app, students);
      const results = students.map((student) => ({ student, passed: true }));
      await jobsDone(app.db);
      const during = await statementsDuring(app.db, async () => {
        await release(app, cohort, results);
        await jobsDone(app.db);
      });
      issuing.push(during.filter((sql) => sql.includes('issue_outcomes')).length);
      const [row] = await app.db.query<{ id: string }[]>('SELECT id FROM releases WHERE cohort_id = $1', [
        cohort.id,
      ]);
      costs.push(
        (await statementsDuring(app.db, () => bob.get(`/certificates/releases/${row?.id ?? ''}`))).length,
      );
    }
    expect(costs[0]).toBe(costs[1]);
    // One reads what is open; each certificate reads where it stands, and writes what came of it.
    expect(issuing).toEqual([1 + 2 * 2, 1 + 2 * 12]);
  });

  it('costs the same statements in the list of a cohort, however many releases there are', async () => {
    const [student = ''] = await crowd(1);
    const cohort = await aCohort(app, [student]);
    const [{ slug }] = await app.db.query<[{ slug: string }]>('SELECT slug FROM cohorts WHERE id = $1', [
      cohort.id,
    ]);
    const costs: number[] = [];
    for (const percent of ['70.00', '75.00', '80.00']) {
      await release(app, cohort, [{ student, passed: true, percent }]);
      const during = await statementsDuring(app.db, () => bob.get(`/certificates/cohorts/${slug}`));
      costs.push(during.length);
    }
    expect(new Set(costs).size).toBe(1);
  });
});
