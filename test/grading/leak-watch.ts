import { randomUUID } from 'node:crypto';
import { KeyRing } from '../../src/certificates/keys/key-ring.service.js';
import { registeredRoutes } from '../architecture/registered-routes.js';
import { aCalendar } from '../courses/a-live-session.js';
import { type Browser, type TestApp } from '../support/app.js';
import { jobsDone } from '../support/jobs.js';
import { type GradedTestCohort } from './a-cohort.js';

/** What a student can know by themselves. */
export interface Known {
  userId: string;
  enrolmentId: string;
  submissionId: string;
}

/** Asks everything that a student can ask, and keeps what was answered and the SQL that it took. */
export class Watch {
  /** SQL, in the order in which it was sent. */
  private readonly sent: string[] = [];

  private constructor(
    private readonly app: TestApp,
    private readonly student: Browser,
    /** All that a student can ask for with what they can know: every route, with each id of their own. */
    readonly paths: readonly string[],
    /** Every write of those who mark, with ids that a student can know in place of theirs. */
    private readonly writes: readonly (readonly [method: string, path: string])[],
  ) {
    app.db.logger = {
      ...silent,
      logQuery: (sql: string) => this.sent.push(sql.replace(/\s+/g, ' ').trim()),
    };
  }

  static async of(app: TestApp, cohort: GradedTestCohort, student: Browser, known: Known): Promise<Watch> {
    const watch = new Watch(app, student, await pathsOf(app, cohort, known), writesOf(app, cohort, known));
    await jobsDone(app.db);
    // Everybody's first certificate makes the academy's keys, and the first question for them reads them.
    await app.get(KeyRing).prepare();
    await app.get(KeyRing).all();
    await app.get(KeyRing).origin();
    // The first look at a session writes down that it was seen; the first write asks for a token.
    await student.get('/');
    await student.post(`/grading/cohorts/${cohort.slug}/looks`);
    return watch;
  }

  /** What each path answers, with the statements that it took; what is no page is asked for as JSON, too. */
  async answers(paths = this.paths): Promise<Answer[]> {
    await jobsDone(this.app.db);
    const found: Answer[] = [];
    for (const path of paths) {
      for (const accept of ['text/html', 'application/json']) {
        const at = this.sent.length;
        const answer = await this.student.get(path, accept);
        found.push(plain(path, accept, answer, this.sent.slice(at)));
        if ([400, 403, 404].includes(answer.status)) break;
      }
    }
    return found;
  }

  /** What each write answers to a student, with the statements that it took. */
  async refusals(): Promise<Answer[]> {
    await jobsDone(this.app.db);
    const found: Answer[] = [];
    for (const [method, path] of this.writes) {
      const at = this.sent.length;
      const answer =
        method === 'PUT'
          ? await this.student.put(path, { levelId: null, remark: '', version: 0 })
          : method === 'DELETE'
            ? await this.student.delete(path)
            : await this.student.post(path, { version: '0', reviewed: '', name: 'A', reason: 'B' });
      found.push(plain(path, method, answer, this.sent.slice(at)));
    }
    return found;
  }
}

async function pathsOf(app: TestApp, cohort: GradedTestCohort, known: Known): Promise<string[]> {
  const { userId, enrolmentId, submissionId } = known;
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
  const ids = [enrolmentId, submissionId, handbook.id, userId];
  const values: Readonly<Record<string, string>> = {
    number: '1',
    week: '1',
    lesson: lesson.slug,
    file: await aCalendar(app, userId),
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

function writesOf(app: TestApp, cohort: GradedTestCohort, { enrolmentId, submissionId }: Known) {
  const nobodys = randomUUID();
  return registeredRoutes(app.capstone.app)
    .map((route) => route.split(' ') as [string, string])
    .filter(([method, path]) => !['GET', 'HEAD', 'OPTIONS'].includes(method) && path.startsWith('/grading/'))
    .map(([method, path]) => {
      const id = path.startsWith('/grading/enrolments/') ? enrolmentId : submissionId;
      const filled = path
        .replace(':slug', cohort.slug)
        .replace(':criterionId', cohort.rubric.criteria[0]?.id ?? '')
        .replace(':rubricCriterionId', cohort.rubric.criteria[0]?.id ?? '')
        .replace(':id', path.includes('/cohorts/') ? nobodys : id);
      return [method, filled.replace(/:\w+/g, nobodys)] as const;
    });
}

const nothing = () => undefined;
const silent = {
  logQueryError: nothing,
  logQuerySlow: nothing,
  logSchemaBuild: nothing,
  logMigration: nothing,
  log: nothing,
};

export interface Answer {
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
export function differences(now: Answer, was: Answer | undefined): string[] {
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
