import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { Clock } from '../../platform/clock/clock.js';
import { conflict, invalid, notFound } from '../../platform/errors/domain-errors.js';
import { AuditLog } from '../../users/audit/audit-log.js';
import { type CohortSeen } from '../catalogue/cohort-reads.service.js';
import { lastEvent, seatedKinds } from '../enrolments/enrolment-sql.js';
import { doorOf, webLink } from './sessions.rules.js';

/** A live session as its page shows it. */
export interface SessionSeen {
  id: string;
  week: number;
  title: string;
  startsAt: Date;
  minutes: number;
  cancelled: boolean;
  joinUrl: string | null;
  recordingUrl: string | null;
  /** Markdown. */
  notes: string;
  version: number;
  /** Of the enrolment that was asked about: whether it was there; null where nobody has said so. */
  present: boolean | null;
}

export interface Attendee {
  enrolmentId: string;
  /** Null once the person is erased. */
  name: string | null;
  /** Null: nobody has said. */
  present: boolean | null;
  /** Whether an instructor has said so, not the student by joining. */
  corrected: boolean;
}

export interface FollowUp {
  recordingUrl: string | null;
  notes: string;
  /** The one that was seen. */
  version: number;
}

/** A cohort's live sessions: joining them, and what is left of them afterwards. */
@Injectable()
export class LiveSessions {
  constructor(
    private readonly db: DataSource,
    private readonly clock: Clock,
    private readonly audit: AuditLog,
  ) {}

  /**
   * @param enrolmentId whose attendance is told, too
   * @throws DomainError notFound when the cohort has no such session
   */
  async find(cohortId: string, id: string, enrolmentId: string | null): Promise<SessionSeen> {
    const rows: SessionSeen[] = await this.db.query(
      `SELECT s.id, s.week, s.title, s.starts_at AS "startsAt", s.minutes, s.cancelled_at IS NOT NULL AS cancelled,
              s.join_url AS "joinUrl", s.recording_url AS "recordingUrl", s.notes, s.version, a.present
         FROM cohort_sessions s LEFT JOIN session_attendances a ON a.session_id = s.id AND a.enrolment_id = $3
        WHERE s.cohort_id = $1 AND s.id = $2`,
      [cohortId, id, enrolmentId],
    );
    const [row] = rows;
    if (!row) throw notFound('This cohort has no such session.');
    return row;
  }

  /**
   * Lets somebody in, and writes down that a student was there.
   *
   * @param student null for those who run the cohort, who come without being counted
   * @returns where the session takes place
   * @throws DomainError invalid while nobody can join, with why
   */
  async join(
    session: SessionSeen,
    student: { enrolmentId: string; personId: string } | null,
  ): Promise<string> {
    const now = this.clock.now();
    const door = doorOf(session, now);
    if (door !== 'open') throw invalid(closed[door]);
    const link = webLink(session.joinUrl);
    if (link === null) throw invalid('There is no link to this session yet. Your instructor will add it.');
    if (student) {
      await this.record(this.db.manager, session.id, [student.enrolmentId], true, student.personId);
    }
    return link;
  }

  /** Everybody with a seat, in the order of names; whoever withdrew since stays in the list if they were there. */
  async attendees(cohortId: string, sessionId: string): Promise<Attendee[]> {
    return this.db.query(
      `SELECT e.id AS "enrolmentId", u.name, a.present, coalesce(a.recorded_by_id <> e.user_id, false) AS corrected
         FROM enrolments e ${lastEvent} JOIN users u ON u.id = e.user_id
         LEFT JOIN session_attendances a ON a.session_id = $2 AND a.enrolment_id = e.id
        WHERE e.cohort_id = $1 AND (last.kind IN ${seatedKinds} OR a.present)
        ORDER BY u.name, e.id`,
      [cohortId, sessionId],
    );
  }

  /**
   * An instructor says who was there. What they don't change stays as it was.
   *
   * @param present enrolments that were there; all others of the list were not
   * @throws DomainError invalid before the session has begun, and for a cancelled one
   */
  async correct(
    cohort: CohortSeen,
    session: SessionSeen,
    present: ReadonlySet<string>,
    actorId: string,
  ): Promise<number> {
    if (session.cancelled) throw invalid('This session was cancelled, so nobody was there.');
    if (this.clock.now() < session.startsAt) throw invalid('Who was there can be told once it has begun.');
    const attendees = await this.attendees(cohort.id, session.id);
    const changed = attendees.filter((one) => one.present !== present.has(one.enrolmentId));
    await this.db.transaction(async (tx) => {
      for (const there of [true, false]) {
        const ids = changed
          .map(({ enrolmentId }) => enrolmentId)
          .filter((enrolmentId) => present.has(enrolmentId) === there);
        if (ids.length > 0) await this.record(tx, session.id, ids, there, actorId);
      }
      if (changed.length === 0) return;
      await this.audit.record(tx, {
        actorId,
        action: 'session.attendance-corrected',
        subjectType: 'cohort_session',
        subjectId: session.id,
        facts: { cohortId: cohort.id, people: changed.length },
      });
    });
    return changed.length;
  }

  /**
   * Keeps the recording's link and the notes.
   *
   * @throws DomainError conflict when somebody else changed the session since it was seen; details: `theirs`
   */
  async followUp(cohort: CohortSeen, id: string, given: FollowUp, actorId: string): Promise<void> {
    await this.db.transaction(async (tx) => {
      const [, changed]: [unknown, number] = await tx.query(
        `UPDATE cohort_sessions SET recording_url = $3, notes = $4, version = version + 1
          WHERE id = $1 AND cohort_id = $2 AND version = $5`,
        [id, cohort.id, given.recordingUrl, given.notes, given.version],
      );
      if (changed !== 1) {
        throw conflict('Somebody else has changed this session since you opened it.', {
          theirs: await this.find(cohort.id, id, null),
        });
      }
      await this.audit.record(tx, {
        actorId,
        action: 'session.followed-up',
        subjectType: 'cohort_session',
        subjectId: id,
        facts: { cohortId: cohort.id, recording: given.recordingUrl !== null },
      });
    });
  }

  /** The last word counts; joining is a word, too, and so is pressing the button twice. */
  private async record(
    tx: EntityManager,
    sessionId: string,
    enrolmentIds: readonly string[],
    present: boolean,
    recordedById: string,
  ): Promise<void> {
    await tx.query(
      `INSERT INTO session_attendances (session_id, enrolment_id, present, recorded_by_id, at)
       SELECT $1, id, $3, $4, $5 FROM unnest($2::uuid[]) AS id ORDER BY id
       ON CONFLICT (session_id, enrolment_id) DO UPDATE
          SET present = excluded.present, recorded_by_id = excluded.recorded_by_id, at = excluded.at
        WHERE session_attendances.present <> excluded.present`,
      [sessionId, enrolmentIds, present, recordedById, this.clock.now()],
    );
  }
}

const closed = {
  cancelled: 'This session was cancelled.',
  early: 'It is too early to join. The session opens ten minutes before it begins.',
  over: 'This session is over.',
};
