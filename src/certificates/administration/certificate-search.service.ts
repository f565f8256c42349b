import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Clock } from '../../platform/clock/clock.js';
import { meaningOf, type Search, type SearchStatus } from './search.rules.js';

const PAGE_SIZE = 50;

export interface SearchResult {
  /** Of the certificates of this page, the newest first. */
  readonly ids: readonly string[];
  readonly newer: boolean;
  readonly older: boolean;
}

/** How many certificates fit everything but the status, by status. */
export type StatusCounts = Readonly<Record<SearchStatus, number>>;

export interface SearchChoices {
  readonly courses: readonly { readonly id: string; readonly title: string }[];
  readonly cohorts: readonly { readonly id: string; readonly name: string; readonly course: string }[];
}

/** Finds certificates among many: each of these is one statement. */
@Injectable()
export class CertificateSearch {
  constructor(
    private readonly db: DataSource,
    private readonly clock: Clock,
  ) {}

  async page(search: Search): Promise<SearchResult> {
    const { place } = search;
    const { from, where, values } = this.sought(search);
    const backwards = place?.way === 'newer';
    const begins =
      place === null
        ? ''
        : ` AND (c.issued_at, c.id) ${backwards ? '>' : '<'}
            ((SELECT p.issued_at FROM certificates p WHERE p.id = ${values.add(place.id)}::uuid), ${values.add(place.id)}::uuid)`;
    const states = search.status === null ? '' : lastEvents;
    const status =
      search.status === null
        ? ''
        : ` AND ${statusAt(values.add(this.clock.now()))} = ${values.add(search.status)}`;
    const way = backwards ? 'ASC' : 'DESC';
    const rows = await this.db.query<{ id: string }[]>(
      `SELECT c.id ${from} ${states} WHERE ${where}${status}${begins}
        ORDER BY c.issued_at ${way}, c.id ${way} LIMIT ${PAGE_SIZE + 1}`,
      values.all,
    );
    const more = rows.length > PAGE_SIZE;
    const ids = rows.slice(0, PAGE_SIZE).map(({ id }) => id);
    return backwards
      ? { ids: ids.reverse(), newer: more, older: true }
      : { ids, newer: place !== null, older: more };
  }

  async counts(search: Search): Promise<StatusCounts> {
    const { from, where, values } = this.sought(search);
    const rows = await this.db.query<{ status: SearchStatus; count: number }[]>(
      `SELECT ${statusAt(values.add(this.clock.now()))} AS status, count(*)::int ${from} ${lastEvents} WHERE ${where} GROUP BY 1`,
      values.all,
    );
    const counted = (status: SearchStatus) => rows.find((row) => row.status === status)?.count ?? 0;
    return {
      valid: counted('valid'),
      expired: counted('expired'),
      suspended: counted('suspended'),
      revoked: counted('revoked'),
      superseded: counted('superseded'),
      erased: counted('erased'),
    };
  }

  /** Courses and cohorts that have certificates. */
  async choices(): Promise<SearchChoices> {
    const rows = await this.db.query<{ cohortId: string; name: string; courseId: string; course: string }[]>(
      `SELECT co.id AS "cohortId", co.name, k.id AS "courseId", k.title AS course
         FROM cohorts co
         JOIN course_versions v ON v.id = co.course_version_id
         JOIN courses k ON k.id = v.course_id
        WHERE EXISTS (SELECT FROM releases r JOIN certificates c ON c.release_id = r.id WHERE r.cohort_id = co.id)
        ORDER BY k.title, k.id, co.starts_on DESC, co.name`,
    );
    const courses = new Map(rows.map(({ courseId, course }) => [courseId, course]));
    return {
      courses: Array.from(courses, ([id, title]) => ({ id, title })),
      cohorts: rows.map(({ cohortId, name, course }) => ({ id: cohortId, name, course })),
    };
  }

  /** Everything that is asked for but the status and the place. */
  private sought(search: Search) {
    const values = new Values();
    const conditions: string[] = [];
    const { courseId, cohortId, from: first, until: last } = search;
    if (courseId !== null) conditions.push(`v.course_id = ${values.add(courseId)}`);
    if (cohortId !== null) conditions.push(`co.id = ${values.add(cohortId)}`);
    // Days are those of the cohort's zone, as they are printed. The range beside them is for the index.
    const printedDay = '(c.issued_at AT TIME ZONE co.time_zone)::date';
    if (first !== null) {
      const day = values.add(first);
      conditions.push(`c.issued_at > ${day}::date - interval '2 days' AND ${printedDay} >= ${day}::date`);
    }
    if (last !== null) {
      const day = values.add(last);
      conditions.push(`c.issued_at < ${day}::date + interval '3 days' AND ${printedDay} <= ${day}::date`);
    }
    conditions.push(...this.textConditions(search.text, values));
    return {
      from:
        (courseId ?? cohortId ?? first ?? last) === null
          ? 'FROM certificates c'
          : `FROM certificates c
               JOIN enrolments e ON e.id = c.enrolment_id
               JOIN cohorts co ON co.id = e.cohort_id
               JOIN course_versions v ON v.id = co.course_version_id`,
      where: conditions.join(' AND ') || 'true',
      values,
    };
  }

  private textConditions(text: string, values: Values): string[] {
    if (text === '') return [];
    const { code, codeBeginning, email, name } = meaningOf(text);
    if (code !== null) return [`c.code = ${values.add(code)}`];
    const found: string[] = [];
    if (name !== null) {
      // Every word has to occur, in whatever order. The cast makes it an array, computed once.
      const patterns = `(SELECT array_agg('%' || replace(replace(replace(word, '\\', '\\\\'), '%', '\\%'), '_', '\\_') || '%')
         FROM regexp_split_to_table(trim(search_key(${values.add(name)})), '\\s+') AS word)::text[]`;
      found.push(`SELECT n.certificate_id FROM certificate_names n WHERE n.key LIKE ALL (${patterns})`);
    }
    // The account as it is now: its address, and its name as it is written.
    const people: string[] = [];
    if (email !== null) people.push(`u.email LIKE ${values.add(part(email))}`);
    if (name !== null) {
      const words = name.normalize('NFC').split(/\s+/u).map(part);
      people.push(`u.name ILIKE ALL (${values.add(words)}::text[])`);
    }
    if (people.length > 0) {
      found.push(
        `SELECT o.id FROM users u JOIN enrolments oe ON oe.user_id = u.id JOIN certificates o ON o.enrolment_id = oe.id
          WHERE ${people.join(' OR ')}`,
      );
    }
    if (codeBeginning !== null) {
      // Codes are of one length, so the range holds in whatever order the database sorts digits and letters.
      const [lowest, highest] = [codeBeginning.padEnd(25, '0'), codeBeginning.padEnd(25, 'Z')];
      found.push(
        `SELECT o.id FROM certificates o WHERE o.code BETWEEN ${values.add(lowest)} AND ${values.add(highest)}
            AND starts_with(o.code, ${values.add(codeBeginning)})`,
      );
    }
    return found.length === 0 ? ['false'] : [`c.id IN (${found.join(' UNION ')})`];
  }
}

/** The last event of each certificate `c` to which anything has happened: few of many, so they are gathered first. */
const lastEvents = `
  LEFT JOIN (SELECT DISTINCT ON (certificate_id) certificate_id, kind FROM certificate_events
              WHERE kind IN ('suspended', 'reinstated', 'revoked', 'superseded', 'erased')
              ORDER BY certificate_id, sequence DESC) l ON l.certificate_id = c.id`;

/** That event tells, as the rules allow no other order; that a certificate has expired tells the clock. */
const statusAt = (now: string) => `
  (CASE WHEN l.kind <> 'reinstated' THEN l.kind
        WHEN c.valid_until <= ${now}::timestamptz THEN 'expired' ELSE 'valid' END)`;

/** The pattern of LIKE for what contains this. */
const part = (text: string) => `%${text.replace(/[\\%_]/g, '\\$&')}%`;

/** The parameters of a statement, numbered as they are added. */
class Values {
  readonly all: unknown[] = [];

  add(value: unknown): string {
    return `$${this.all.push(value)}`;
  }
}
