import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { type Admission } from '../../courses/cohorts/cohort.entity.js';
import { type CohortDates } from '../../courses/cohorts/cohort-dates.rules.js';
import { type CohortCalendar } from '../../courses/cohorts/schedule.rules.js';
import { CohortAccess } from '../../courses/enrolments/cohort-access.service.js';
import { kindsFor, lastEvent, peopleWaiting, seatsTaken } from '../../courses/enrolments/enrolment-sql.js';
import { Clock } from '../../platform/clock/clock.js';
import { forbidden, notFound } from '../../platform/errors/domain-errors.js';
import { type Viewer } from '../../platform/web/viewer.js';

export interface RegisteredCohort extends CohortCalendar {
  slug: string;
  name: string;
  courseTitle: string;
  version: number;
  seats: number;
  taken: number;
  waiting: number;
  instructors: string[];
}

export interface Person {
  id: string;
  name: string;
  email: string;
}

export interface CohortStored extends CohortCalendar {
  id: string;
  slug: string;
  name: string;
  courseTitle: string;
  courseVersion: number;
  version: number;
  seats: number;
  taken: number;
  waiting: number;
  admission: Admission;
  signatories: { name: string; role: string }[];
  prerequisiteIds: string[];
  instructors: Person[];
  /** The link of all sessions ahead; null when there is none, or when they have different ones. */
  joinUrl: string | null;
  /** Whether the sessions ahead have different links. */
  joinUrlsDiffer: boolean;
  /** Handed in and not graded yet. */
  ungraded: number;
}

export interface DatesStored {
  id: string;
  slug: string;
  name: string;
  version: number;
  dates: CohortDates;
  /** By the id of the session. */
  joinUrls: ReadonlyMap<string, string | null>;
}

/** Whom new dates concern. */
export interface Affected {
  students: number;
  waiting: number;
  instructors: number;
  /** Students who have handed in already. */
  handedIn: number;
  /** Students whose extension reaches beyond the deadline that is, and not beyond the one that would be. */
  extensionsOvertaken: number;
}

/** What the pages with which cohorts are run read. */
@Injectable()
export class CohortRegister {
  constructor(
    private readonly db: DataSource,
    private readonly clock: Clock,
    private readonly access: CohortAccess,
  ) {}

  /** Every cohort, the one that begins last first. One statement. */
  async all(): Promise<RegisteredCohort[]> {
    return this.db.query(
      `SELECT c.slug, c.name, v.title AS "courseTitle", v.number AS version, c.seats, ${calendar},
              ${seatsTaken('c.id')} AS taken, ${peopleWaiting('c.id')} AS waiting,
              ARRAY(SELECT u.name FROM cohort_instructors i JOIN users u ON u.id = i.user_id
                     WHERE i.cohort_id = c.id AND u.name IS NOT NULL ORDER BY u.name) AS instructors
         FROM cohorts c JOIN course_versions v ON v.id = c.course_version_id
        ORDER BY c.starts_on DESC, c.name`,
    );
  }

  /**
   * The cohort at an address, for whoever runs it: administrators who do not take part in it, and, where `instructors`
   * may read along, those who teach it.
   *
   * @returns its id and whether the viewer may change it
   * @throws DomainError notFound for outsiders, forbidden for its students and, by default, its instructors
   */
  async open(
    viewer: Viewer,
    slug: string,
    { instructors = false }: { instructors?: boolean } = {},
  ): Promise<{ id: string; mayChange: boolean }> {
    const [cohort] = await this.db.query<{ id: string }[]>('SELECT id FROM cohorts WHERE slug = $1', [slug]);
    const role = cohort ? await this.access.roleIn(viewer, cohort.id) : null;
    if (!cohort || role === null) throw notFound('There is no cohort at this address.');
    if (role === 'student') throw forbidden('You take part in this cohort, so others run it.');
    if (!viewer.administrator && !instructors) throw forbidden('Administrators change cohorts.');
    return { id: cohort.id, mayChange: viewer.administrator };
  }

  /** All that the form of a cohort shows. One statement. */
  async stored(id: string, tx: EntityManager = this.db.manager): Promise<CohortStored> {
    const [row] = await tx.query<
      (Omit<CohortStored, 'joinUrl' | 'joinUrlsDiffer'> & { joinUrls: string[] })[]
    >(
      `SELECT c.id, c.slug, c.name, v.title AS "courseTitle", v.number AS "courseVersion", c.version, c.seats,
              c.admission, c.signatories, ${calendar},
              ${seatsTaken('c.id')} AS taken, ${peopleWaiting('c.id')} AS waiting,
              ARRAY(SELECT p.course_id FROM cohort_prerequisites p WHERE p.cohort_id = c.id) AS "prerequisiteIds",
              COALESCE((SELECT json_agg(json_build_object('id', u.id, 'name', u.name, 'email', u.email) ORDER BY u.name)
                 FROM cohort_instructors i JOIN users u ON u.id = i.user_id
                WHERE i.cohort_id = c.id AND u.erased_at IS NULL), '[]') AS instructors,
              ARRAY(SELECT DISTINCT COALESCE(s.join_url, '') FROM cohort_sessions s
                     WHERE s.cohort_id = c.id AND s.starts_at > $2) AS "joinUrls",
              (SELECT count(*)::int FROM enrolments e JOIN handbooks h ON h.enrolment_id = e.id
                WHERE e.cohort_id = c.id AND EXISTS (SELECT FROM submissions s WHERE s.handbook_id = h.id)
                  AND NOT EXISTS (SELECT FROM grade_events g WHERE g.enrolment_id = e.id)) AS ungraded
         FROM cohorts c JOIN course_versions v ON v.id = c.course_version_id WHERE c.id = $1`,
      [id, this.clock.now()],
    );
    if (!row) throw notFound('There is no such cohort.');
    const { joinUrls, ...cohort } = row;
    const [only = ''] = joinUrls;
    const joinUrl = joinUrls.length === 1 && only !== '' ? only : null;
    return { ...cohort, joinUrl, joinUrlsDiffer: joinUrls.length > 1 };
  }

  /** Every date of a cohort. Two statements. @throws DomainError notFound while nothing is assigned to it */
  async dates(id: string, tx: EntityManager = this.db.manager): Promise<DatesStored> {
    interface Row extends CohortCalendar, Pick<DatesStored, 'id' | 'slug' | 'name' | 'version'> {
      dueLocal: string;
      dueAt: Date;
      cutOffLocal: string;
      cutOffAt: Date;
    }
    const [row] = await tx.query<Row[]>(
      `SELECT c.id, c.slug, c.name, c.version, ${calendar}, a.due_local AS "dueLocal", a.due_at AS "dueAt",
              a.cut_off_local AS "cutOffLocal", a.cut_off_at AS "cutOffAt"
         FROM cohorts c JOIN assignments a ON a.cohort_id = c.id WHERE c.id = $1`,
      [id],
    );
    if (!row) throw notFound('This cohort has no assignment, and so no dates to move.');
    interface Session {
      id: string;
      title: string;
      week: number;
      local: string;
      at: Date;
      minutes: number;
      cancelled: boolean;
      joinUrl: string | null;
    }
    const sessions = await tx.query<Session[]>(
      `SELECT id, title, week, starts_local AS local, starts_at AS at, minutes, cancelled_at IS NOT NULL AS cancelled,
              join_url AS "joinUrl"
         FROM cohort_sessions WHERE cohort_id = $1 ORDER BY week, starts_at, id`,
      [id],
    );
    const { slug, name, version, timeZone, startsOn, weekTwoOn, weekThreeOn } = row;
    return {
      id,
      slug,
      name,
      version,
      joinUrls: new Map(sessions.map((session) => [session.id, session.joinUrl])),
      dates: {
        timeZone,
        startsOn,
        weekTwoOn,
        weekThreeOn,
        sessions: sessions.map(({ joinUrl: _, at, ...session }) => ({ ...session, at: at.toISOString() })),
        due: { local: row.dueLocal, at: row.dueAt.toISOString() },
        cutOff: { local: row.cutOffLocal, at: row.cutOffAt.toISOString() },
      },
    };
  }

  /** @param dueAt the deadline that would be, ISO 8601. One statement. */
  async affected(id: string, dueAt: string): Promise<Affected> {
    const [row] = await this.db.query<Affected[]>(
      `SELECT count(*) FILTER (WHERE last.kind <> 'waiting')::int AS students,
              count(*) FILTER (WHERE last.kind = 'waiting')::int AS waiting,
              (SELECT count(*)::int FROM cohort_instructors i WHERE i.cohort_id = $1) AS instructors,
              count(*) FILTER (WHERE EXISTS (
                SELECT FROM handbooks h JOIN submissions s ON s.handbook_id = h.id WHERE h.enrolment_id = e.id
              ))::int AS "handedIn",
              count(*) FILTER (WHERE (SELECT max(x.until) FROM extensions x WHERE x.enrolment_id = e.id)
                BETWEEN (SELECT a.due_at FROM assignments a WHERE a.cohort_id = $1) AND $2::timestamptz
              )::int AS "extensionsOvertaken"
         FROM enrolments e ${lastEvent}
        WHERE e.cohort_id = $1 AND last.kind IN ${kindsFor('active', 'waiting')}`,
      [id, dueAt],
    );
    return row ?? { students: 0, waiting: 0, instructors: 0, handedIn: 0, extensionsOvertaken: 0 };
  }

  /** What a cohort can be made of: published versions, the newest of each course first, and courses. */
  async choices(): Promise<CohortChoices> {
    const versions = await this.db.query<CohortChoices['versions']>(
      `SELECT v.id, v.title, v.number FROM course_versions v JOIN courses co ON co.id = v.course_id
        WHERE v.published_at IS NOT NULL ORDER BY co.created_at, v.number DESC`,
    );
    const courses = await this.db.query<CohortChoices['courses']>(
      'SELECT id, title FROM courses ORDER BY title, id',
    );
    return { versions, courses };
  }

  /** Up to twenty people whose name or address contains what was typed. */
  async peopleLike(part: string): Promise<Person[]> {
    return this.db.query(
      `SELECT id, name, email FROM users
        WHERE erased_at IS NULL AND (name ILIKE $1 OR email ILIKE $1) ORDER BY name, email LIMIT 20`,
      [`%${part.replaceAll('\0', '').replace(/[\\%_]/g, '\\$&')}%`],
    );
  }

  /** Those of the ids that belong to somebody with an account. */
  async people(ids: readonly string[]): Promise<Person[]> {
    if (ids.length === 0) return [];
    return this.db.query(
      'SELECT id, name, email FROM users WHERE id = ANY ($1) AND erased_at IS NULL ORDER BY name, email',
      [ids],
    );
  }
}

export interface CohortChoices {
  versions: { id: string; title: string; number: number }[];
  courses: { id: string; title: string }[];
}

const calendar = `c.starts_on::text AS "startsOn", c.week_two_on::text AS "weekTwoOn",
              c.week_three_on::text AS "weekThreeOn", c.time_zone AS "timeZone"`;
