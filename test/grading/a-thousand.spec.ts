import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { RIGHTS_CHANNEL } from '../../src/assignments/handbooks/handbooks.service.js';
import { readMarkFile } from '../../src/grading/gradebook/mark-file.rules.js';
import { Releases } from '../../src/grading/releases/releases.service.js';
import { Notifications } from '../../src/platform/notifications/notifications.js';
import { type Browser, startTestApp, type TestApp } from '../support/app.js';
import { statementsDuring } from '../support/statements.js';
import { aCohort, aPerson, enrolled, type GradedTestCohort, handedIn } from './a-cohort.js';
import { manyLike } from './many-students.js';
import { graded } from './marks.js';

/** Nobody, one and a thousand: whatever a cohort is, its pages take the same and say something. */
describe('a cohort of nobody, of one, of a thousand', () => {
  let app: TestApp;
  let bob: Browser;
  const cohorts = {} as Record<0 | 1 | 1000, GradedTestCohort>;

  beforeAll(async () => {
    app = await startTestApp();
    app.clock.set('2026-11-27T22:00:00Z');
    bob = await app.as('bob');
    // The first page of a session notes when it was seen.
    await bob.get('/');
    for (const size of [0, 1, 1000] as const) {
      const cohort = (cohorts[size] = await aCohort(app));
      if (size === 0) continue;
      const userId = await aPerson(app, 'Zoë Nguyễn');
      const enrolment = await enrolled(app, cohort, userId);
      await graded(app, cohort, await handedIn(app, cohort, userId), 2, 'Well argued.');
      if (size > 1) await manyLike(app, enrolment, size - 1);
    }
  });
  afterAll(() => app.close());

  const path = (size: 0 | 1 | 1000) => `/grading/cohorts/${cohorts[size].slug}`;
  const count = async (act: () => Promise<unknown>) => (await statementsDuring(app.db, act)).length;
  const pages: [string, string, RegExp][] = [
    ['the list', '', /Nobody is enrolled yet/],
    ['the gradebook', '/gradebook', /Nobody is enrolled yet/],
    ['its file', '/gradebook.csv', /^\uFEFF"Student"[^\n]*\r\n$/],
    ['its charts', '/gradebook/charts', /No grade is finalised yet/],
    ['the criteria', '/criteria', /Nothing has been handed in yet/],
    ['the review', '/releases', /There is nothing to release: no finalised grade waits for it/],
    ['the places', '/places?queue=all', /^\{"places":\[\]\}$/],
  ];

  it.each(pages)(
    '%s takes a fixed number of statements, and says when there is nobody',
    async (_, page, nobody) => {
      const counts = [];
      for (const size of [0, 1, 1000] as const) {
        let text = '';
        counts.push(
          await count(async () => {
            const answer = await bob.get(path(size) + page, '*/*');
            expect(answer.status).toBe(200);
            text = answer.text;
          }),
        );
        expect({ size, says: nobody.test(text) }).toEqual({ size, says: size === 0 });
        if (size === 1000) expect(text).toMatch(/Student 999|1000/);
      }
      const [none = 0, one, thousand] = counts;
      expect(thousand).toBe(one);
      expect(none).toBeLessThanOrEqual(one ?? 0);
    },
  );

  it('one criterion, from its page to a mark, takes a fixed number of statements', async () => {
    const counts = [];
    for (const size of [0, 1, 1000] as const) {
      const [criterion] = cohorts[size].rubric.criteria;
      const page = `/criteria/${criterion?.criterionId}`;
      let text = '';
      const shown = await count(async () => ({ text } = await bob.get(path(size) + page)));
      if (size === 0) {
        expect(text).toContain('Nothing has been handed in yet');
        continue;
      }
      expect(text.match(/by-criterion-order[^]*<\/table>/)?.[0].match(/<tr>/g)).toHaveLength(size + 1);
      const [, desk = ''] =
        /href="(\/grading\/assessments\/[^"]+)"/.exec(text.slice(text.indexOf('order-title'))) ?? [];
      const marked = await count(async () => {
        expect([desk, (await bob.get(desk.replaceAll('&#x3D;', '='))).status]).toEqual([
          expect.stringContaining('/criteria/'),
          200,
        ]);
      });
      counts.push([shown, marked]);
    }
    expect(counts[1]).toEqual(counts[0]);
  });

  it('a file of all rows is looked at and imported with a fixed number of statements', async () => {
    const counts = [];
    for (const size of [0, 1, 1000] as const) {
      const imports = `${path(size)}/gradebook/imports`;
      const { text } = await bob.get(`${path(size)}/gradebook.csv`);
      const read = readMarkFile(text);
      if ('problem' in read) throw new Error(read.problem.sentence);
      const at = read.file.heads.findIndex((head) => head.text.endsWith('[strategy]'));
      const rows = [
        read.file.heads.map((head) => head.text),
        ...read.file.rows.map((row) =>
          read.file.heads.map((_, column) => (column === at ? '3' : row.cell(column).text)),
        ),
      ];
      const csv = rows
        .map((row) => row.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(','))
        .join('\r\n');
      let looked = '';
      // A form token is fetched before it counts.
      await bob.post(`${imports}/previews`, { csv });
      const previewed = await count(async () => {
        const answer = await bob.post(`${imports}/previews`, { csv });
        expect(answer.status).toBe(200);
        looked = answer.text;
      });
      const marks = size === 1 ? '1 mark in 1 handbook' : `${size} marks in ${size} handbooks`;
      expect(looked).toContain(`${marks} would change.`);
      if (size === 0) continue;
      const shown = /name="shown" value="([^"]+)"/.exec(looked)?.[1] ?? '';
      const written = await count(async () => {
        expect((await bob.post(imports, { csv, shown })).status).toBe(303);
      });
      counts.push([previewed, written]);
      const [{ imported }] = await app.db.query<[{ imported: number }]>(
        `SELECT count(*)::int AS imported FROM score_drafts d JOIN assessments m ON m.id = d.assessment_id
           JOIN submissions s ON s.id = m.submission_id JOIN enrolments e ON e.id = s.enrolment_id
          WHERE e.cohort_id = $1 AND d.origin = 'imported' AND d.version = 2`,
        [cohorts[size].id],
      );
      expect(imported).toBe(size);
    }
    expect(counts[1]).toEqual(counts[0]);
  });

  it('a release says when there is nothing to release, and writes all of them in a few statements', async () => {
    const releases = app.get(Releases);
    const { digest } = await releases.releasable(cohorts[0].id);
    const nothing = await bob.post(`${path(0)}/releases`, { reviewed: digest, seen: '' });
    expect([nothing.status, nothing.text]).toEqual([
      422,
      expect.stringContaining('There is no finalised grade that has not been released'),
    ]);
    expect(await review(1000)).toContain('Release 1000 grades');
    const counts = [];
    for (const size of [1, 1000] as const) {
      const { id: cohortId } = cohorts[size];
      const { grades } = await releases.releasable(cohortId);
      expect(grades).toHaveLength(size);
      counts.push(
        await count(async () => {
          // Taken back, or a thousand certificates would be printed now.
          const written = app.db.transaction(async (tx) => {
            await releases.write(tx, { cohortId, actorId: app.ids.bob, grades });
            const [{ completed }] = await tx.query<[{ completed: number }]>(
              `SELECT count(*)::int AS completed FROM enrolment_events v JOIN enrolments e ON e.id = v.enrolment_id
                WHERE e.cohort_id = $1 AND v.kind = 'completed'`,
              [cohortId],
            );
            expect(completed).toBe(size);
            throw new Error('taken back');
          });
          await expect(written).rejects.toThrow('taken back');
        }),
      );
    }
    expect(counts[1]).toBe(counts[0]);
    const reviewed = /name="reviewed" value="([^"]+)"/.exec(await review(1))?.[1] ?? '';
    const told = new Promise((resolve) => {
      app.get(Notifications).listen(RIGHTS_CHANNEL, resolve);
    });
    expect((await bob.post(`${path(1)}/releases`, { reviewed, seen: '' })).status).toBe(303);
    // Whoever has the handbook open learns that its author has completed the course.
    const [handbook] = await app.db.query<{ id: string }[]>(
      'SELECT h.id FROM handbooks h JOIN enrolments e ON e.id = h.enrolment_id WHERE e.cohort_id = $1',
      [cohorts[1].id],
    );
    expect(await told).toBe(handbook?.id);
  });

  const review = async (size: 0 | 1 | 1000) => (await bob.get(`${path(size)}/releases`)).text;
});
