import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { EnrolmentAccess } from '../../src/grading/releases/enrolment-access.service.js';
import { ReleasePlans } from '../../src/grading/releases/release-plans.service.js';
import { Releases } from '../../src/grading/releases/releases.service.js';
import { Withholdings } from '../../src/grading/releases/withholdings.service.js';
import { GradingAccess, type MarkedAssessment } from '../../src/grading/marking/grading-access.service.js';
import { Grades } from '../../src/grading/grades/grades.service.js';
import { registeredRoutes } from '../architecture/registered-routes.js';
import { aCalendar } from '../courses/a-live-session.js';
import { type Browser, startTestApp, type TestApp } from '../support/app.js';
import { jobsDone } from '../support/jobs.js';
import { aCohort, aPerson, enrolled, type GradedTestCohort, handedIn, viewerOf } from './a-cohort.js';
import { graded, markAll, opened, versionsOf } from './marks.js';

/**
 * Before a release a student can learn nothing, however they ask: in every state of the marking each route gives the
 * same answer, to the letter and header, by the same number of SQL statements.
 */
describe('before a release', () => {
  let app: TestApp;
  let cohort: GradedTestCohort;
  let alice: Browser;
  let enrolmentId: string;
  let assessment: MarkedAssessment;
  let submissionId: string;
  let paths: string[];
  /** Everything that is mailed to Alice, as long as nothing is released. */
  let mailed: number;
  let unmarked: Answer[];
  /** SQL, in the order in which it was sent. */
  const sent: string[] = [];

  beforeAll(async () => {
    app = await startTestApp();
    app.clock.set('2026-11-27T22:00:00Z');
    cohort = await aCohort(app);
    enrolmentId = await enrolled(app, cohort, app.ids.alice);
    submissionId = await handedIn(app, cohort, app.ids.alice);
    // Somebody else's grade, which can be released without hers.
    const other = await aPerson(app, 'Farid Amiri');
    await enrolled(app, cohort, other);
    await graded(app, cohort, await handedIn(app, cohort, other), 3);
    alice = await app.as('alice');
    paths = await pathsOf();
    app.db.logger = { ...silent, logQuery: (sql: string) => sent.push(sql.replace(/\s+/g, ' ').trim()) };
    await jobsDone(app.db);
    mailed = app.mails.length;
    // The first look at a session writes down that it was seen.
    await alice.get('/');
    unmarked = await answers();
  }, 240_000);
  afterAll(() => app.close());

  /** All that a student can ask for with what they can know: every route, with each id of their own. */
  async function pathsOf(): Promise<string[]> {
    const [handbook] = await app.db.query<{ id: string; revision: string }[]>(
      `SELECT h.id, r.id AS revision FROM handbooks h JOIN handbook_revisions r ON r.handbook_id = h.id
        WHERE h.enrolment_id = $1 LIMIT 1`,
      [enrolmentId],
    );
    const [lesson] = await app.db.query<{ slug: string }[]>(
      'SELECT l.slug FROM lessons l JOIN weeks w ON w.id = l.week_id WHERE w.course_version_id = $1 LIMIT 1',
      [cohort.courseVersionId],
    );
    const [course] = await app.db.query<{ slug: string }[]>(
      'SELECT c.slug FROM courses c JOIN course_versions v ON v.course_id = c.id WHERE v.id = $1',
      [cohort.courseVersionId],
    );
    if (!handbook || !lesson || !course) throw new Error('The scene is not complete.');
    const ids = [enrolmentId, submissionId, handbook.id, app.ids.alice];
    const values: Readonly<Record<string, string>> = {
      number: '1',
      week: '1',
      lesson: lesson.slug,
      file: await aCalendar(app, app.ids.alice),
      key: 'brief',
      revisionId: handbook.revision,
    };
    return registeredRoutes(app.capstone.app)
      .filter((route) => route.startsWith('GET '))
      .map((route) => route.slice('GET '.length))
      .filter((path) => !/\*|^\/(health|metrics|assets|verify|shared|examples)/.test(path))
      .flatMap((path) => {
        const parameters = [...path.matchAll(/:(\w+)(?:\([^)]*\))?/g)].map(([, name]) => name ?? '');
        const slugs = path.startsWith('/courses/') ? [course.slug] : [cohort.slug];
        const options = parameters[0] === 'slug' ? slugs : parameters.length === 0 ? [''] : ids;
        return options.map((first) =>
          path.replace(/:(\w+)(?:\([^)]*\))?/g, (_, name: string) =>
            name === parameters[0] && !(name in values) ? first : (values[name] ?? submissionId),
          ),
        );
      });
  }

  /** What each path answers, with the statements that it took; what is no page is asked for as JSON, too. */
  async function answers(): Promise<Answer[]> {
    await jobsDone(app.db);
    const found: Answer[] = [];
    for (const path of paths) {
      for (const accept of ['text/html', 'application/json']) {
        const at = sent.length;
        const answer = await alice.get(path, accept);
        found.push(plain(path, accept, answer, sent.slice(at)));
        if ([400, 403, 404].includes(answer.status)) break;
      }
    }
    return found;
  }

  async function unchanged(): Promise<void> {
    const now = await answers();
    const differing = now.flatMap((answer, at) => differences(answer, unmarked[at]));
    expect(differing).toEqual([]);
    expect(now).toHaveLength(unmarked.length);
    await jobsDone(app.db);
    expect(app.mails.length).toBe(mailed);
  }

  const student = async () => app.get(EnrolmentAccess).enrolment(viewerOf(app.ids.bob), enrolmentId);
  const digest = async () => (await app.get(Releases).releasable(cohort.id)).digest;

  it('many routes are asked, and some of them answer', () => {
    expect(unmarked.length).toBeGreaterThan(150);
    for (const path of [
      '/',
      `/results/${enrolmentId}`,
      `/my/${cohort.slug}`,
      `/submissions/${submissionId}`,
    ]) {
      expect(unmarked.find((answer) => answer.path === path)?.status).toBe(200);
    }
  });

  it('asking twice gives the same twice', () => unchanged(), 240_000);

  it('marks in the making show nowhere', async () => {
    assessment = await opened(app, submissionId);
    await markAll(app, cohort.rubric, assessment, 2, 'Well argued.');
    await unchanged();
  }, 240_000);

  it('a grade that is finalised shows nowhere', async () => {
    await app.get(Grades).finalise(viewerOf(app.ids.bob), assessment, await versionsOf(app, assessment));
    await unchanged();
  }, 240_000);

  it('a release that is planned shows nowhere', async () => {
    const graded = await app.get(GradingAccess).cohort(viewerOf(app.ids.bob), cohort.slug);
    const time = { local: '2026-12-24T12:00', at: '2026-12-24T17:00:00.000Z' };
    await app.get(ReleasePlans).plan(graded, app.ids.bob, await digest(), time);
    await unchanged();
  }, 240_000);

  it('a grade that is withheld shows nowhere, also not after the others were released', async () => {
    await app
      .get(Withholdings)
      .withhold(viewerOf(app.ids.bob), await student(), { reason: 'Wait.', releases: 0 });
    await unchanged();
    await app.get(Releases).release(cohort.id, app.ids.bob, await digest());
    // Farid's mails.
    await jobsDone(app.db);
    mailed = app.mails.length;
    await unchanged();
  }, 480_000);

  it('what a student may not do is refused alike for what there is and what there is not', async () => {
    for (const [method, path] of [
      ['get', `/grading/assessments/${randomUUID()}`],
      ['get', `/grading/enrolments/${randomUUID()}/preview`],
      ['get', `/results/${randomUUID()}`],
    ] as const) {
      expect((await alice[method](path)).status).toBe(404);
    }
  });

  it('after it the very same questions have another answer', async () => {
    await app.get(Withholdings).give(viewerOf(app.ids.bob), await student());
    await app.get(Releases).release(cohort.id, app.ids.bob, await digest());
    const { text } = await alice.get(`/results/${enrolmentId}`);
    expect(text).toContain('Passed with');
    expect(text).toContain('Well argued.');
  });
});

const nothing = () => undefined;
const silent = {
  logQueryError: nothing,
  logQuerySlow: nothing,
  logSchemaBuild: nothing,
  logMigration: nothing,
  log: nothing,
};

interface Answer {
  path: string;
  accept: string;
  status: number;
  headers: Record<string, unknown>;
  body: string;
  statements: string[];
}

/** Without what is new in every answer: the token of its forms, the nonce, the time, the request's number. */
function plain(
  path: string,
  accept: string,
  { status, text = '', headers }: { status: number; text?: string; headers: Record<string, unknown> },
  statements: string[],
): Answer {
  // Compressed, a page is as long as its random token lets it be; its body is compared as it is read.
  const {
    date: _date,
    'set-cookie': _cookie,
    'x-request-id': _id,
    'content-length': _length,
    ...rest
  } = headers;
  const still = (value: string) =>
    value
      .replace(/nonce-[\w+/=-]+/g, 'nonce')
      .replace(/nonce="[^"]*"/g, 'nonce')
      .replace(/(name="_csrf" value|name="csrf-token" content)="[^"]*"/g, '$1')
      .replace(/"?reference"?[^<,}]*/gi, 'reference');
  return {
    path,
    accept,
    status,
    headers: Object.fromEntries(Object.entries(rest).map(([name, value]) => [name, still(String(value))])),
    body: still(text),
    statements,
  };
}

/** In which of its parts an answer is not what it was, short enough to be read. */
function differences(now: Answer, was: Answer | undefined): string[] {
  const parts = ['path', 'accept', 'status', 'headers', 'body', 'statements'] as const;
  return parts
    .filter((part) => JSON.stringify(now[part]) !== JSON.stringify(was?.[part]))
    .map((part) => `${part} of ${now.path} as ${now.accept}: ${firstDifference(now[part], was?.[part])}`);
}

function firstDifference(now: unknown, was: unknown): string {
  const [one, other] = [JSON.stringify(now), JSON.stringify(was ?? null)];
  let at = 0;
  while (at < one.length && one[at] === other[at]) at += 1;
  return `${one.slice(Math.max(0, at - 40), at + 80)} | ${other.slice(Math.max(0, at - 40), at + 80)}`;
}
