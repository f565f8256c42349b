import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Clock } from '../../platform/clock/clock.js';
import { meaningOf, type Search, type SearchStatus, searchStatuses } from './search.rules.js';

const PAGE_SIZE = 50;
/** Beyond it nothing is counted, and a text finds no more. */
export const MOST_COUNTED = 1000;
/** The newest are offered to choose from; whoever looks for an older one knows its name or its days. */
const COHORTS_OFFERED = 200;

export interface SearchResult {
  /** Of the certificates of this page, the newest first; of expired ones, those that ended last. */
  readonly ids: readonly string[];
  readonly newer: boolean;
  readonly older: boolean;
}

/** Null: more than 1,000. */
export type Count = number | null;

/** How many certificates fit everything but the status. */
export interface StatusCounts {
  readonly all: Count;
  /** By status; null where so many fit that it wasn't counted by status. */
  readonly each: Readonly<Record<SearchStatus, Count>> | null;
}

export interface SearchChoices {
  readonly courses: readonly { readonly id: string; readonly title: string }[];
  readonly cohorts: readonly { readonly id: string; readonly name: string; readonly course: string }[];
}

/** What of a name is looked for; as the database writes names without accents and case. */
interface NameSought {
  /** A tsquery that an index answers; null for a name that is too short for it, which is not looked for. */
  readonly parts: string | null;
  /** Patterns of LIKE, which all have to fit. */
  readonly patterns: readonly string[];
}

/**
 * Finds certificates among many. Each statement reads a bounded number of rows, however many there are: a page in the
 * order of an index, or at most 1,000 that a text fits; with a status, too, what the rarer of the two leads to.
 */
@Injectable()
export class CertificateSearch {
  constructor(
    private readonly db: DataSource,
    private readonly clock: Clock,
  ) {}

  /** Three statements at most. */
  async find(search: Search): Promise<{ result: SearchResult; counts: StatusCounts; tooShort: boolean }> {
    const name = await this.nameSought(meaningOf(search.text).name);
    const [result, counts] = await Promise.all([this.page(search, name), this.counts(search, name)]);
    return { result, counts, tooShort: name !== null && name.parts === null };
  }

  /** Courses and cohorts that have certificates, and what was chosen. One statement. */
  async choices({ courseId, cohortId }: Search): Promise<SearchChoices> {
    const [row] = await this.db.query<[SearchChoices]>(
      `SELECT (SELECT coalesce(json_agg(json_build_object('id', k.id, 'title', k.title) ORDER BY k.title, k.id), '[]')
                 FROM courses k
                WHERE EXISTS (SELECT FROM certificate_listings l WHERE l.course_id = k.id)) AS courses,
              (SELECT coalesce(json_agg(json_build_object('id', co.id, 'name', co.name, 'course', co.title)
                                        ORDER BY co.title, co.course_id, co.starts_on DESC, co.name), '[]')
                 FROM ((${cohorts} WHERE ($1::uuid IS NULL OR k.id = $1)
                           AND EXISTS (SELECT FROM certificate_listings l WHERE l.cohort_id = co.id)
                         ORDER BY co.starts_on DESC, co.id LIMIT ${COHORTS_OFFERED})
                       UNION (${cohorts} WHERE co.id = $2)) co) AS cohorts`,
      [courseId, cohortId],
    );
    return row;
  }

  private async page(search: Search, name: NameSought | null): Promise<SearchResult> {
    const { place, status } = search;
    const sought = search.text !== '';
    const values = new Values();
    // Expired ones in the order in which they ended, so that none that stands has to be passed over.
    const key = status === 'expired' ? 'valid_until' : 'issued_at';
    const backwards = place?.way === 'newer';
    const [way, than] = backwards ? ['ASC', '>'] : ['DESC', '<'];
    const conditions: string[] = [];
    if (status !== null && !sought) conditions.push(this.hasStatus(status, values));
    if (place !== null) {
      const id = `${values.add(place.id)}::uuid`;
      conditions.push(
        `(l.${key}, l.certificate_id) ${than} ((SELECT p.${key} FROM certificate_listings p WHERE p.certificate_id = ${id}), ${id})`,
      );
    }
    // What a text fits is bounded before it is in order, so the status is asked there: none that has it is overlooked.
    const from = sought
      ? `FROM (${this.fitting(search, name, values, MOST_COUNTED, status)}) l`
      : 'FROM certificate_listings l';
    if (!sought) conditions.push(...this.filters(search, values));
    const rows = await this.db.query<{ id: string }[]>(
      `SELECT l.certificate_id AS id ${from} ${where(conditions)}
        ORDER BY l.${key} ${way}, l.certificate_id ${way} LIMIT ${PAGE_SIZE + 1}`,
      values.all,
    );
    const more = rows.length > PAGE_SIZE;
    const ids = rows.slice(0, PAGE_SIZE).map(({ id }) => id);
    return backwards
      ? { ids: ids.reverse(), newer: more, older: true }
      : { ids, newer: place !== null, older: more };
  }

  private async counts(search: Search, name: NameSought | null): Promise<StatusCounts> {
    const everything =
      search.text === '' && (search.courseId ?? search.cohortId ?? search.from ?? search.until) === null;
    return everything ? this.countsOfAll() : this.countsOfFitting(search, name);
  }

  /** Each status has an index of its own, so each is counted by itself. */
  private async countsOfAll(): Promise<StatusCounts> {
    const values = new Values();
    const some = (condition: string) =>
      `SELECT FROM certificate_listings l WHERE ${condition} LIMIT ${MOST_COUNTED + 1}`;
    const now = `${values.add(this.clock.now())}::timestamptz`;
    const counted = searchStatuses.map((status) => {
      // In two, as one part of the index has those without an end and another one those that end later.
      const rows =
        status === 'valid'
          ? `(${some(`l.state = 'standing' AND l.valid_until IS NULL`)})
             UNION ALL (${some(`l.state = 'standing' AND l.valid_until > ${now}`)})`
          : some(
              status === 'expired'
                ? `l.state = 'standing' AND l.valid_until <= ${now}`
                : `l.state = '${status}' AND l.state <> 'standing'`,
            );
      return `(SELECT count(*)::int FROM (${rows}) AS counted) AS "${status}"`;
    });
    const [row] = await this.db.query<[Record<SearchStatus, number>]>(
      `SELECT ${counted.join(', ')}`,
      values.all,
    );
    const sum = searchStatuses.reduce((so, status) => so + row[status], 0);
    return { all: upToMost(sum), each: byStatus((status) => upToMost(row[status])) };
  }

  private async countsOfFitting(search: Search, name: NameSought | null): Promise<StatusCounts> {
    const values = new Values();
    const now = values.add(this.clock.now());
    const rows = await this.db.query<{ status: SearchStatus; count: number }[]>(
      `SELECT CASE WHEN l.state <> 'standing' THEN l.state
                   WHEN l.valid_until <= ${now}::timestamptz THEN 'expired' ELSE 'valid' END AS status, count(*)::int
         FROM (${this.fitting(search, name, values, MOST_COUNTED + 1)}) l GROUP BY 1`,
      values.all,
    );
    const all = upToMost(rows.reduce((so, { count }) => so + count, 0));
    const counted = (status: SearchStatus) => rows.find((row) => row.status === status)?.count ?? 0;
    return { all, each: all === null ? null : byStatus(counted) };
  }

  private hasStatus(status: SearchStatus, values: Values): string {
    switch (status) {
      case 'valid':
        return `l.state = 'standing' AND (l.valid_until IS NULL OR l.valid_until > ${values.add(this.clock.now())}::timestamptz)`;
      case 'expired':
        return `l.state = 'standing' AND l.valid_until <= ${values.add(this.clock.now())}::timestamptz`;
      default:
        // Said twice, as the second is what the small index is over.
        return `l.state = '${status}' AND l.state <> 'standing'`;
    }
  }

  /** What has to hold of a listing `l`, but for the text, the status and the place. Days are those that are printed. */
  private filters({ courseId, cohortId, from, until }: Search, values: Values): string[] {
    const conditions: string[] = [];
    if (courseId !== null) conditions.push(`l.course_id = ${values.add(courseId)}`);
    if (cohortId !== null) conditions.push(`l.cohort_id = ${values.add(cohortId)}`);
    // A day begins at most 14 hours earlier and later than in UTC. The range is for the index.
    if (from !== null) {
      const day = values.add(from);
      conditions.push(`l.issued_at > ${day}::date - interval '2 days' AND l.issued_on >= ${day}::date`);
    }
    if (until !== null) {
      const day = values.add(until);
      conditions.push(`l.issued_at < ${day}::date + interval '3 days' AND l.issued_on <= ${day}::date`);
    }
    return conditions;
  }

  /**
   * Listings that fit filters, text and status, some of them where there are more. Each way of fitting is bounded by
   * itself.
   */
  private fitting(
    search: Search,
    name: NameSought | null,
    values: Values,
    most: number,
    status: SearchStatus | null = null,
  ): string {
    const filters = this.filters(search, values);
    if (status !== null) filters.push(this.hasStatus(status, values));
    const some = (more: string, condition: string) =>
      `(SELECT l.* FROM certificate_listings l ${more} ${where([...filters, condition])} LIMIT ${most})`;
    if (search.text === '') return some('', 'true');
    const certificate = 'JOIN certificates c ON c.id = l.certificate_id';
    const account = `${certificate} JOIN enrolments e ON e.id = c.enrolment_id JOIN users u ON u.id = e.user_id`;
    const { code, codeBeginning, emailBeginning } = meaningOf(search.text);
    if (code !== null) return some(certificate, `c.code = ${values.add(code)}`);
    const ways: string[] = [];
    if (name?.parts) {
      const [parts, patterns] = [values.add(name.parts), values.add(name.patterns)];
      const fits = (key: string) =>
        `name_parts(${key}) @@ ${parts}::tsquery AND ${key} LIKE ALL (${patterns}::text[])`;
      ways.push(
        some('JOIN certificate_names n ON n.certificate_id = l.certificate_id', fits('n.key')),
        // The account’s name as it is now.
        some(account, fits('search_key(u.name)')),
      );
    }
    if (emailBeginning !== null) {
      ways.push(some(account, `u.email LIKE ${values.add(`${emailBeginning.replace(/[\\%_]/g, '\\$&')}%`)}`));
    }
    if (codeBeginning !== null) {
      // Codes are of one length, so the range holds in whatever order the database sorts digits and letters.
      const [lowest, highest] = [codeBeginning.padEnd(25, '0'), codeBeginning.padEnd(25, 'Z')];
      ways.push(
        some(
          certificate,
          `c.code BETWEEN ${values.add(lowest)} AND ${values.add(highest)} AND starts_with(c.code, ${values.add(codeBeginning)})`,
        ),
      );
    }
    return ways.length === 0
      ? some('', 'false')
      : `SELECT * FROM (${ways.join(' UNION ')}) AS ways LIMIT ${most}`;
  }

  /**
   * One statement, or none. By itself, so that the planner knows what is looked for and how often it occurs. A single
   * letter occurs nearly everywhere, unless it is a Han character or kana.
   */
  private async nameSought(name: string | null): Promise<NameSought | null> {
    if (name === null) return null;
    const [row] = await this.db.query<[NameSought]>(
      `SELECT string_agg('''' || replace(replace(left(word, 40), '\\', '\\\\'), '''', '''''') || ''':*', ' & ')
                FILTER (WHERE length(word) > 1 OR word ~ '[\\u2E80-\\u9FFF\\uF900-\\uFAFF\\U00020000-\\U0003FFFF]') AS parts,
              coalesce(array_agg('%' || replace(replace(replace(word, '\\', '\\\\'), '%', '\\%'), '_', '\\_') || '%'), '{}')
                AS patterns
         FROM regexp_split_to_table(search_key($1), '\\s+') AS word WHERE word <> ''`,
      [name],
    );
    return row;
  }
}

const cohorts = `
  SELECT co.id, co.name, co.starts_on, k.title, k.id AS course_id
    FROM cohorts co
    JOIN course_versions v ON v.id = co.course_version_id
    JOIN courses k ON k.id = v.course_id`;

const where = (conditions: readonly string[]) =>
  conditions.length === 0 ? '' : `WHERE ${conditions.join(' AND ')}`;

const upToMost = (count: number): Count => (count > MOST_COUNTED ? null : count);

function byStatus(count: (status: SearchStatus) => Count): Record<SearchStatus, Count> {
  return Object.fromEntries(searchStatuses.map((status) => [status, count(status)])) as Record<
    SearchStatus,
    Count
  >;
}

/** The parameters of a statement, numbered as they are added. */
class Values {
  readonly all: unknown[] = [];

  add(value: unknown): string {
    return `$${this.all.push(value)}`;
  }
}
