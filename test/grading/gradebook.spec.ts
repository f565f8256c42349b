import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { Enrolments } from '../../src/courses/enrolments/enrolments.service.js';
import { readMarkFile } from '../../src/grading/gradebook/mark-file.rules.js';
import { Regrades } from '../../src/grading/regrades/regrades.service.js';
import { RubricEditing } from '../../src/grading/rubrics/rubric-editing.service.js';
import { planOf } from '../../src/grading/rubrics/rubrics.service.js';
import { ScoreDrafts } from '../../src/grading/marking/score-drafts.service.js';
import { Erasures } from '../../src/users/erasure/erasures.js';
import { type Browser, type Name, startTestApp, type TestApp } from '../support/app.js';
import { statementsDuring } from '../support/statements.js';
import { extend } from '../support/world.js';
import { aCohort, aPerson, enrolled, type GradedTestCohort, handedIn, viewerOf } from './a-cohort.js';
import { criterionId, graded, levelId, markAll, opened, released } from './marks.js';

/** Alice learns, Bob teaches, Charlie is an outsider, Ada administers. */
describe('the gradebook', () => {
  let app: TestApp;
  let cohort: GradedTestCohort;
  let aliceEnrolment: string;
  let aliceSubmission: string;
  let path: string;
  const at = {} as Record<Name, Browser>;

  beforeAll(async () => {
    app = await startTestApp();
    app.clock.set('2026-11-27T22:00:00Z');
    cohort = await aCohort(app);
    path = `/grading/cohorts/${cohort.slug}/gradebook`;
    aliceEnrolment = await enrolled(app, cohort, app.ids.alice);
    aliceSubmission = await handedIn(app, cohort, app.ids.alice);
    for (const name of ['alice', 'bob', 'charlie', 'ada'] as const) at[name] = await app.as(name);
  });
  afterAll(() => app.close());

  const aStudent = async (into: GradedTestCohort, name: string) => {
    const userId = await aPerson(app, name);
    const enrolment = await enrolled(app, into, userId);
    return { userId, enrolment, submission: await handedIn(app, into, userId) };
  };
  const csvOf = async (into: GradedTestCohort, query = '') =>
    (await at.bob.get(`/grading/cohorts/${into.slug}/gradebook.csv${query}`)).text;
  /** The file as rows of cells. */
  const tableOf = (csv: string): string[][] => {
    const read = readMarkFile(csv);
    if ('problem' in read) throw new Error(read.problem.sentence);
    const { heads, rows } = read.file;
    return [
      heads.map(({ text }) => text),
      ...rows.map((row) => heads.map((_, column) => row.cell(column).text)),
    ];
  };
  const written = (rows: readonly string[][]) =>
    rows.map((row) => row.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(',')).join('\r\n');
  /** The export with cells changed, by a student's name and the key in the head. */
  const changed = async (
    into: GradedTestCohort,
    changes: Readonly<Record<string, Readonly<Record<string, string>>>>,
    query = '',
  ) => {
    const [heads = [], ...rows] = tableOf(await csvOf(into, query));
    for (const row of rows) {
      for (const [key, text] of Object.entries(changes[row[0] ?? ''] ?? {})) {
        row[heads.findIndex((head) => head.endsWith(`[${key}]`))] = text;
      }
    }
    return written([heads, ...rows]);
  };
  const preview = (into: GradedTestCohort, csv: string, who = at.bob) =>
    who.post(`/grading/cohorts/${into.slug}/gradebook/imports/previews`, { csv });
  const confirm = (into: GradedTestCohort, csv: string, shown: string, who = at.bob) =>
    who.post(`/grading/cohorts/${into.slug}/gradebook/imports`, { csv, shown });
  const shownIn = (text: string) => /name="shown" value="([^"]+)"/.exec(text)?.[1] ?? '';
  const marksOf = async (submissionId: string) => {
    const rows = await app.db.query<{ key: string; points: number | null; remark: string; origin: string }[]>(
      `SELECT k.key, l.points, d.remark, d.origin FROM score_drafts d JOIN assessments m ON m.id = d.assessment_id
         JOIN rubric_criteria c ON c.id = d.rubric_criterion_id JOIN criteria k ON k.id = c.criterion_id
         LEFT JOIN rubric_levels l ON l.id = d.level_id WHERE m.submission_id = $1 ORDER BY k.key`,
      [submissionId],
    );
    return rows.map(({ key, points, remark }) => [key, points, remark]);
  };

  describe('who may open what', () => {
    const gets: [string, () => string][] = [
      ['the page', () => path],
      ['the file', () => `${path}.csv`],
      ['the charts', () => `${path}/charts`],
      ['the import', () => `${path}/imports`],
    ];
    it.each(gets)(
      '%s: instructors and administrators, no student, no outsider, nobody signed out',
      async (_, of) => {
        expect((await at.bob.get(of())).status).toBe(200);
        expect((await at.ada.get(of())).status).toBe(200);
        expect((await at.alice.get(of())).status).toBe(403);
        expect((await at.charlie.get(of())).status).toBe(404);
        const away = await app.visitor().get(of());
        expect([away.status, away.headers['location']]).toEqual([
          303,
          `/sign-in?next=${encodeURIComponent(of())}`,
        ]);
        expect((await at.bob.get(of().replace(cohort.slug, 'no-such-cohort'))).status).toBe(404);
      },
    );

    it('the preview and the import', async () => {
      for (const send of [
        preview,
        (into: GradedTestCohort, csv: string, who: Browser) => confirm(into, csv, '', who),
      ]) {
        expect((await send(cohort, '', at.alice)).status).toBe(403);
        expect((await send(cohort, '', at.charlie)).status).toBe(404);
        expect((await send(cohort, '', app.visitor())).status).toBe(303);
        expect((await send({ ...cohort, slug: 'no-such-cohort' }, '', at.bob)).status).toBe(404);
        expect((await send(cohort, '', at.bob)).status).toBe(422);
      }
      expect((await at.bob.postFromElsewhere(`${path}/imports`, { csv: 'x' })).status).toBe(403);
    });
  });

  describe('the page', () => {
    it('shows every student with marks, total, lateness, release, lessons and sessions', async () => {
      const own = await aCohort(app);
      const zoe = await aStudent(own, 'Zoë Nguyễn');
      await aStudent(own, 'Ravi Roy');
      await graded(app, own, zoe.submission, 2, 'Well argued.');
      await released(app, own);
      await enrolled(app, own, await aPerson(app, 'Nobody Yet'));
      const { text } = await at.bob.get(`/grading/cohorts/${own.slug}/gradebook`);
      for (const words of [
        'Zoë Nguyễn',
        'Proficient',
        '66.67',
        'Passed',
        'Released',
        'To mark',
        'Nothing handed in',
      ]) {
        expect(text).toContain(words);
      }
      expect(text).toContain('3 students');
      expect(text.match(/class="gradebook-said"/g)).toHaveLength(own.rubric.criteria.length);
      expect(text.match(/0 of 3/g)?.length).toBeGreaterThanOrEqual(3);
    });

    it('filters and sorts by its address, and keeps both', async () => {
      const own = await aCohort(app);
      const names = ['Amélie Out', 'Bea In', 'Chi In'];
      const students = [];
      for (const name of names) students.push(await aStudent(own, name));
      const [first, second] = students;
      if (first) await graded(app, own, first.submission, 1);
      if (second) await graded(app, own, second.submission, 3);
      const shown = async (query: string) => {
        const { text } = await at.bob.get(`/grading/cohorts/${own.slug}/gradebook${query}`);
        return names
          .map((name) => [text.indexOf(`>${name}</a>`), name] as const)
          .filter(([place]) => place > 0)
          .sort(([one], [other]) => one - other)
          .map(([, name]) => name);
      };
      expect(await shown('')).toEqual(names);
      expect(await shown('?order=desc')).toEqual([...names].reverse());
      expect(await shown('?search=amelie')).toEqual(['Amélie Out']);
      expect(await shown('?search=in+b')).toEqual(['Bea In']);
      expect(await shown('?outcome=passed')).toEqual(['Bea In']);
      expect(await shown('?outcome=none')).toEqual(['Chi In']);
      expect(await shown('?state=waiting')).toEqual(['Chi In']);
      expect(await shown('?sort=total')).toEqual(['Amélie Out', 'Bea In', 'Chi In']);
      expect(await shown('?sort=total&order=desc')).toEqual(['Bea In', 'Amélie Out', 'Chi In']);
      expect(await shown('?sort=criterion-strategy&order=desc')).toEqual(['Bea In', 'Amélie Out', 'Chi In']);
      expect(await shown('?late=yes')).toEqual([]);
      // What can't be asked for is as if it had not been.
      expect(await shown('?sort=__proto__&state[]=x&outcome=7&search=')).toEqual(names);
      const { text } = await at.bob.get(`/grading/cohorts/${own.slug}/gradebook?state=marked&sort=total`);
      expect(text).toContain(`gradebook.csv?state&#x3D;marked&amp;sort&#x3D;total`);
      expect(text).toContain('aria-sort="ascending"');
      expect(text).toContain('2 of 3 students');
    });

    it('shows every attempt when it is asked to', async () => {
      const own = await aCohort(app);
      const { userId, enrolment, submission } = await aStudent(own, 'Ines Again');
      await graded(app, own, submission, 1);
      await extend(app, enrolment, '2026-12-20T18:00:00Z', submission);
      await handedIn(app, own, userId, 'Once more, better.');
      const rows = async (query: string) => {
        const { text } = await at.bob.get(`/grading/cohorts/${own.slug}/gradebook${query}`);
        return text.match(/data-gradebook-target="row"/g)?.length;
      };
      expect([await rows(''), await rows('?attempts=all')]).toEqual([1, 2]);
      const [, first, second] = tableOf(await csvOf(own, '?attempts=all'));
      expect([first?.[1], second?.[1]]).toEqual(['1', '2']);
    });

    it('asks the database for a fixed number of things, whatever the cohort’s size', async () => {
      const own = await aCohort(app);
      const pages = [
        '/gradebook',
        '/gradebook.csv',
        '/gradebook/charts',
        '/gradebook?attempts=all&sort=total',
      ];
      const counted = async () => {
        const counts = [];
        for (const page of pages) {
          counts.push(
            (await statementsDuring(app.db, () => at.bob.get(`/grading/cohorts/${own.slug}${page}`))).length,
          );
        }
        const csv = await csvOf(own);
        counts.push((await statementsDuring(app.db, () => preview(own, csv))).length);
        return counts;
      };
      const none = await counted();
      for (const name of ['One', 'Two', 'Three', 'Four']) {
        const { submission } = await aStudent(own, name);
        if (name !== 'Four') await graded(app, own, submission, 2);
      }
      expect(await counted()).toEqual(none);
    });

    it('has nobody in it yet, or people whose names are erased', async () => {
      const own = await aCohort(app);
      expect((await at.bob.get(`/grading/cohorts/${own.slug}/gradebook`)).text).toContain(
        'Nobody is enrolled yet',
      );
      expect(tableOf(await csvOf(own))).toHaveLength(1);
      const { userId } = await aStudent(own, 'Soon Gone');
      await app.get(Erasures).erase(userId, app.ids.ada);
      const { text } = await at.bob.get(`/grading/cohorts/${own.slug}/gradebook`);
      expect(text).toContain('Erased person');
      expect(text).not.toContain('Soon Gone');
    });
  });

  describe('the file', () => {
    it('is CSV that no spreadsheet runs, in UTF-8, for nobody else to keep', async () => {
      const own = await aCohort(app);
      const { submission } = await aStudent(own, '=HYPERLINK("http://x")');
      await markAll(app, own.rubric, await opened(app, submission), 2, '@SUM(A1) und „Grüße“');
      const answer = await at.bob.get(`/grading/cohorts/${own.slug}/gradebook.csv`);
      expect(answer.headers).toMatchObject({
        'content-type': 'text/csv; charset=utf-8',
        'content-disposition': `attachment; filename="${own.slug}-gradebook.csv"`,
        'x-content-type-options': 'nosniff',
        'cache-control': 'private, no-store',
      });
      expect(answer.text.startsWith('\uFEFF"Student"')).toBe(true);
      expect(answer.text).toContain(`"'=HYPERLINK(""http://x"")"`);
      expect(answer.text).toContain(`"'@SUM(A1) und „Grüße“"`);
      expect(answer.text).not.toMatch(/(?:^|,)"?[=+@-]/m);
      const semicolons = await at.bob.get(`/grading/cohorts/${own.slug}/gradebook.csv?separator=semicolon`);
      expect(semicolons.text).toMatch(/^\uFEFF"Student";"Attempt";/);
      expect((await preview(own, semicolons.text)).text).toContain('0 marks in 0 handbooks would change.');
      const read = await preview(own, answer.text);
      expect(read.status).toBe(200);
      expect(read.text).toContain('0 marks in 0 handbooks would change. 1 row says what is there already.');
    });
  });

  describe('the import', () => {
    it('shows each change with its old and its new value, stores nothing, and then makes drafts of them', async () => {
      const own = await aCohort(app);
      const zoe = await aStudent(own, 'Zoë Nguyễn');
      const ravi = await aStudent(own, 'Ravi Roy');
      await markAll(app, own.rubric, await opened(app, zoe.submission), 1, 'So far.');
      const csv = await changed(own, {
        'Zoë Nguyễn': { strategy: 'Excellent', 'alignment remark': 'Better now.' },
        'Ravi Roy': { strategy: '2' },
      });
      const before = await marksOf(zoe.submission);
      const looked = await preview(own, csv);
      expect(looked.status).toBe(200);
      expect(looked.text).toContain('3 marks in 2 handbooks would change.');
      for (const words of [
        'Developing, 1 point',
        'Excellent, 3 points',
        'So far.',
        'Better now.',
        'No level',
      ]) {
        expect(looked.text).toContain(words);
      }
      expect(await marksOf(zoe.submission)).toEqual(before);
      expect(await marksOf(ravi.submission)).toEqual([]);

      const done = await confirm(own, csv, shownIn(looked.text));
      expect([done.status, done.headers['location']]).toEqual([
        303,
        `/grading/cohorts/${own.slug}/gradebook`,
      ]);
      expect((await at.bob.get(`/grading/cohorts/${own.slug}/gradebook`)).text).toContain(
        '3 marks in 2 handbooks imported as drafts.',
      );
      expect(await marksOf(ravi.submission)).toEqual([['strategy', 2, '']]);
      expect(await marksOf(zoe.submission)).toContainEqual(['strategy', 3, 'So far.']);
      expect(await marksOf(zoe.submission)).toContainEqual(['alignment', 1, 'Better now.']);
      expect(
        await app.db.query('SELECT FROM grade_events WHERE submission_id = $1', [zoe.submission]),
      ).toEqual([]);
      expect(
        await app.db.query(
          `SELECT facts FROM audit_entries WHERE action = 'marks.imported' AND subject_id = $1`,
          [own.id],
        ),
      ).toEqual([{ facts: { handbooks: 2, marks: 3 } }]);
      const again = await confirm(own, csv, shownIn(looked.text));
      expect(again.status).toBe(409);
      expect(again.text).toContain('it has been imported already');
    });

    it('leaves marks alone that somebody else has made since, with both values, and goes on with the rest', async () => {
      const own = await aCohort(app);
      const zoe = await aStudent(own, 'Zoë Nguyễn');
      const ravi = await aStudent(own, 'Ravi Roy');
      const csv = await changed(own, { 'Zoë Nguyễn': { strategy: '3' }, 'Ravi Roy': { strategy: '1' } });
      const first = await preview(own, csv);
      // Ada marks between the look and the press.
      const assessment = await opened(app, zoe.submission);
      await app.get(ScoreDrafts).write(viewerOf(app.ids.ada), assessment, {
        rubricCriterionId: criterionId(own.rubric, 'strategy'),
        levelId: levelId(own.rubric, 'strategy', 2),
        remark: '',
        version: 0,
      });
      const refused = await confirm(own, csv, shownIn(first.text));
      expect(refused.status).toBe(409);
      expect(refused.text).toContain(
        'Marks have changed since you looked at this list, so nothing was imported.',
      );
      expect(refused.text).toContain('1 handbook marked since you downloaded the file');
      expect(refused.text).toContain('Proficient, 2 points');
      expect(refused.text).toContain('Excellent, 3 points');
      expect(await marksOf(ravi.submission)).toEqual([]);
      const done = await confirm(own, csv, shownIn(refused.text));
      expect(done.status).toBe(303);
      expect(await marksOf(ravi.submission)).toEqual([['strategy', 1, '']]);
      expect(await marksOf(zoe.submission)).toEqual([['strategy', 2, '']]);
    });

    it('imports what is not stale once it was looked at', async () => {
      const own = await aCohort(app);
      const zoe = await aStudent(own, 'Zoë Nguyễn');
      const ravi = await aStudent(own, 'Ravi Roy');
      await markAll(app, own.rubric, await opened(app, zoe.submission), 1);
      await markAll(app, own.rubric, await opened(app, ravi.submission), 1);
      const csv = await changed(own, { 'Zoë Nguyễn': { strategy: '3' }, 'Ravi Roy': { strategy: '0' } });
      await markAll(app, own.rubric, await opened(app, zoe.submission), 2);
      const looked = await preview(own, csv);
      expect(looked.text).toContain('1 mark in 1 handbook would change.');
      expect((await confirm(own, csv, shownIn(looked.text))).status).toBe(303);
      expect(await marksOf(ravi.submission)).toContainEqual(['strategy', 0, '']);
      expect(await marksOf(zoe.submission)).toContainEqual(['strategy', 2, '']);
      expect((await at.bob.get(`/grading/cohorts/${own.slug}/gradebook`)).text).toContain(
        '1 handbook marked since were left as they are.',
      );
    });

    it('does nothing at all of a file with a mistake, says where it is, and keeps the file', async () => {
      const own = await aCohort(app);
      const { submission } = await aStudent(own, 'Zoë Nguyễn');
      await aStudent(own, 'Ravi Roy');
      const csv = await changed(own, {
        'Zoë Nguyễn': { strategy: '3' },
        'Ravi Roy': { strategy: '2,5', alignment: '4' },
      });
      for (const answer of [await preview(own, csv), await confirm(own, csv, 'anything')]) {
        expect(answer.status).toBe(422);
        expect(answer.text).toContain('2 things in this file can’t be imported. Nothing was changed.');
        expect(answer.text).toMatch(/Line 2, column [A-Z]+: “2,5” has a comma as the decimal sign/);
        expect(answer.text).toContain('more than the 3 points');
        expect(answer.text).toContain('name="csv"');
        expect(answer.text).toContain('Ravi Roy');
      }
      expect(await marksOf(submission)).toEqual([]);
    });

    it('refuses ids of another cohort and marks for whoever has withdrawn', async () => {
      const own = await aCohort(app);
      const other = await aCohort(app);
      await aStudent(other, 'Elsewhere');
      const { userId } = await aStudent(own, 'Left Early');
      await app.get(Enrolments).withdraw(own.id, userId, app.ids.ada, 'Asked for it.');
      const strange = await preview(own, await changed(other, { Elsewhere: { strategy: '3' } }));
      expect(strange.status).toBe(422);
      expect(strange.text).toContain('No handbook of this cohort has the id');
      const withdrawn = await preview(
        own,
        await changed(own, { 'Left Early (withdrawn)': { strategy: '3' } }),
      );
      expect(withdrawn.status).toBe(422);
      expect(withdrawn.text).toContain('Left Early has withdrawn');
    });

    it('takes a file of two million letters, and says of a larger one that it is too large', async () => {
      const long = await preview(cohort, '漢'.repeat(2_000_001));
      expect(long.status).toBe(422);
      expect(long.text).toContain('2 million characters');
      const huge = await preview(cohort, 'x'.repeat(50 * 1024 * 1024)).catch(() => null);
      // Refused before it is read to its end, so the connection may be closed while it is still being sent.
      expect(huge?.status ?? 413).toBe(413);
    });
  });

  describe('an import', () => {
    it('of a file that is no gradebook is answered with a sentence, however it is blown up', async () => {
      const own = await aCohort(app);
      const { submission } = await aStudent(own, 'Zoë Nguyễn');
      const [heads = [], row = []] = tableOf(await csvOf(own));
      const remark = heads.findIndex((head) => head.endsWith('[strategy remark]'));
      const bodies: [string, RegExp][] = [
        [written([heads, row]) + '\r\n'.repeat(100_001), /100\d{3} lines, more than any gradebook/],
        [','.repeat(5_000), /5001 heads, more than any gradebook/],
        [`a,b\n${',\n'.repeat(19_000)}${','.repeat(400_000)}`, /too many cells/],
        [written([heads, row.with(remark, 'x'.repeat(1_000_000))]), /10,?000 characters/],
      ];
      for (const [csv, sentence] of bodies) {
        for (const answer of [await preview(own, csv), await confirm(own, csv, 'anything')]) {
          expect(answer.status).toBe(422);
          expect(answer.text).toMatch(sentence);
        }
      }
      expect(await marksOf(submission)).toEqual([]);
    });

    it('is not made by a rubric that was replaced after the look', async () => {
      const own = await aCohort(app);
      const { submission } = await aStudent(own, 'Zoë Nguyễn');
      await markAll(app, own.rubric, await opened(app, submission), 1);
      const csv = await changed(own, { 'Zoë Nguyễn': { strategy: '3' } });
      const looked = await preview(own, csv);
      expect(looked.status).toBe(200);
      const editing = app.get(RubricEditing);
      const id = await editing.begin(own.courseVersionId, app.ids.ada);
      await editing.save(id, { plan: { ...planOf(own.rubric), passPercent: 30 }, version: 1 }, app.ids.ada);
      const { digest } = await app.get(Regrades).preview(id);
      const words = { name: 'Sixty is too much', reason: 'It stood higher than what was taught.' };
      await app.get(Regrades).carryOut(viewerOf(app.ids.ada), id, words, digest);
      const before = await marksOf(submission);
      const refused = await confirm(own, csv, shownIn(looked.text));
      expect(refused.status).toBeGreaterThanOrEqual(409);
      expect(refused.text).toMatch(/nothing was imported|Nothing was changed/);
      expect(await marksOf(submission)).toEqual(before);
    });

    it('waits for a regrade that holds the places by their ids, and keeps none from it', async () => {
      const own = await aCohort(app);
      const places = [];
      for (const name of ['Zoë Nguyễn', 'Ravi Roy']) {
        const { submission } = await aStudent(own, name);
        places.push({ name, submission, assessment: await opened(app, submission) });
      }
      const [first, last] = places.sort((a, b) => (a.assessment.id < b.assessment.id ? -1 : 1));
      if (!first || !last) throw new Error('Two students have no places.');
      // New marks are written before those that change: the last place would be held before the first.
      await markAll(app, own.rubric, first.assessment, 1);
      const csv = await changed(own, { [first.name]: { strategy: '3' }, [last.name]: { strategy: '2' } });
      const shown = shownIn((await preview(own, csv)).text);
      const regrade = app.db.createQueryRunner();
      try {
        await regrade.startTransaction();
        const hold = (id: string) =>
          regrade.query('SELECT FROM assessments WHERE id = $1 FOR NO KEY UPDATE', [id]);
        await hold(first.assessment.id);
        const confirmed = confirm(own, csv, shown).then(({ status }) => status);
        const waiting = () =>
          app.db.query<unknown[]>(
            `SELECT FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()`,
          );
        while ((await waiting()).length === 0) await new Promise((resolve) => setTimeout(resolve, 20));
        await hold(last.assessment.id);
        await regrade.rollbackTransaction();
        expect(await confirmed).toBe(303);
      } finally {
        await regrade.release();
      }
      expect(await marksOf(first.submission)).toContainEqual(['strategy', 3, '']);
      expect(await marksOf(last.submission)).toEqual([['strategy', 2, '']]);
    });

    it('takes a fixed number of statements, however many handbooks change', async () => {
      const own = await aCohort(app);
      const names = Array.from({ length: 7 }, (_, at) => `Student ${at}`);
      for (const name of names) await aStudent(own, name);
      const counts = [];
      // The first of the two opens the places of all
      for (const some of [names.slice(0, 1), names.slice(1, 2), names.slice(2)]) {
        const csv = await changed(own, Object.fromEntries(some.map((name) => [name, { strategy: '3' }])));
        const shown = shownIn((await preview(own, csv)).text);
        const statements = await statementsDuring(app.db, async () => {
          expect((await confirm(own, csv, shown)).status).toBe(303);
        });
        counts.push(statements.length);
      }
      const [, one, five] = counts;
      expect(five).toBe(one);
    });
  });

  describe('the charts', () => {
    it('are images with their tables, for whoever may open the page', async () => {
      const own = await aCohort(app);
      const { submission } = await aStudent(own, 'Zoë Nguyễn');
      const page = `/grading/cohorts/${own.slug}/gradebook/charts`;
      expect((await at.bob.get(page)).text).toContain('No grade is finalised yet');
      expect((await at.bob.get(`${page}/totals`)).status).toBe(404);
      await graded(app, own, submission, 2);
      const { text } = await at.bob.get(page);
      expect(text).toContain('1 student: 1 passed, 0 not passed.');
      expect(text.match(/<img /g)).toHaveLength(2);
      for (const name of ['totals', 'levels']) {
        const image = await at.bob.get(`${page}/${name}`, 'image/*');
        expect(image.status).toBe(200);
        expect(image.headers).toMatchObject({
          'content-type': 'image/svg+xml; charset=utf-8',
          'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; sandbox",
          'x-content-type-options': 'nosniff',
          'cache-control': 'private, no-store',
        });
        expect((image.body as Buffer).toString()).toMatch(/^<svg width="640"/);
        const narrow = await at.bob.get(`${page}/${name}?size=narrow`, 'image/*');
        expect((narrow.body as Buffer).toString()).toMatch(/^<svg width="328"/);
        expect((await at.charlie.get(`${page}/${name}`)).status).toBe(404);
        expect((await app.visitor().get(`${page}/${name}`)).status).toBe(303);
      }
      expect((await at.bob.get(`${page}/constructor`)).status).toBe(404);
      await enrolled(app, own, app.ids.alice);
      expect((await at.alice.get(`${page}/totals`)).status).toBe(403);
    });
  });

  describe('a transcript', () => {
    const ofMarkers = () => `/grading/enrolments/${aliceEnrolment}/transcript`;
    const ofStudent = () => `/results/${aliceEnrolment}/transcript`;

    it('is for markers with what is not released, and for its student without', async () => {
      expect((await at.bob.get(ofMarkers())).status).toBe(200);
      expect((await at.ada.get(ofMarkers())).status).toBe(200);
      expect((await at.alice.get(ofMarkers())).status).toBe(403);
      expect((await at.charlie.get(ofMarkers())).status).toBe(404);
      expect((await app.visitor().get(ofMarkers())).status).toBe(303);
      for (const id of [randomUUID(), 'x']) {
        expect((await at.bob.get(`/grading/enrolments/${id}/transcript`)).status).toBe(404);
        expect((await at.alice.get(`/results/${id}/transcript`)).status).toBe(404);
      }
      expect((await at.charlie.get(ofStudent())).status).toBe(404);
      expect((await app.visitor().get(ofStudent())).status).toBe(303);
      expect((await at.bob.get(ofStudent())).status).toBe(200);
    });

    it('tells a student nothing before the release, in words or in statements, and the result after it', async () => {
      const read = async () => {
        let text = '';
        const statements = await statementsDuring(app.db, async () => {
          text = (await at.alice.get(ofStudent())).text.replace(
            /csrf-token" content="[^"]*"|_csrf" value="[^"]*"/g,
            '',
          );
        });
        return { text, statements };
      };
      const before = await read();
      expect(before.text).toContain('Not released yet');
      await markAll(app, cohort.rubric, await opened(app, aliceSubmission), 1, 'Hidden so far.');
      expect(await read()).toEqual(before);
      await graded(app, cohort, aliceSubmission, 3);
      expect(await read()).toEqual(before);
      expect((await at.bob.get(ofMarkers())).text).toContain(
        'Not yet: the student does not know this result',
      );
      expect((await at.bob.get(ofStudent())).text).not.toContain('100');
      await released(app, cohort);
      const { text } = await read();
      expect(text).toMatch(/100\s?%, passed/);
      expect(text).toContain('Excellent');
      expect(text).toContain('3 of 3');
    });

    it('says to markers what the student was shown while a regrade waits for its release', async () => {
      await graded(app, cohort, aliceSubmission, 1);
      const { text } = await at.bob.get(ofMarkers());
      expect(text).toMatch(/33\.33\s?%, not passed/);
      expect(text).toMatch(/They were shown 100\s?%, passed/);
      expect((await at.alice.get(ofStudent())).text).toMatch(/100\s?%, passed/);
    });
  });
});
