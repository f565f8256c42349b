import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { Clock } from '../../platform/clock/clock.js';
import { conflict, invalid } from '../../platform/errors/domain-errors.js';
import { type Viewer } from '../../platform/web/viewer.js';
import { AuditLog } from '../../users/audit/audit-log.js';
import { type GradedEnrolment } from './enrolment-access.service.js';
import { lastWithholding, lockCohort } from './release-sql.js';
import { WithholdingEvent, type WithholdingKind, WithholdingReason } from './withholding.entity.js';

/** That somebody's grades are withheld, and why. */
export interface Withholding {
  enrolmentId: string;
  /** Null once erased. */
  studentName: string | null;
  /** Null once erased. */
  reason: string | null;
  /** Who withheld them; null once erased. */
  actorName: string | null;
  at: Date;
}

/** As long as an enrolment is withheld, no release shows a grade of it, and nobody tells its student why. */
@Injectable()
export class Withholdings {
  constructor(
    private readonly db: DataSource,
    private readonly clock: Clock,
    private readonly audit: AuditLog,
  ) {}

  /** Who of a cohort is withheld now. One statement. */
  async ofCohort(cohortId: string): Promise<Withholding[]> {
    return this.db.query(`${withheld} WHERE e.cohort_id = $1 AND w.kind = 'withheld' ORDER BY w.at, e.id`, [
      cohortId,
    ]);
  }

  /** The withholding of an enrolment, or null. */
  async of(enrolmentId: string): Promise<Withholding | null> {
    const rows: Withholding[] = await this.db.query(`${withheld} WHERE e.id = $1 AND w.kind = 'withheld'`, [
      enrolmentId,
    ]);
    return rows[0] ?? null;
  }

  /**
   * Withholds somebody's grades until that ends, for a reason which those who grade can read.
   *
   * @param releases how many releases have shown a grade of theirs, as the person saw it
   * @throws DomainError invalid without a reason; conflict when they are withheld already, have been released to
   *   meanwhile, or are erased
   */
  async withhold(
    viewer: Viewer,
    enrolment: GradedEnrolment,
    { reason, releases }: { reason: string; releases: number },
  ): Promise<void> {
    const body = reason.replace(/\r\n?/g, '\n').trim();
    if (body === '') throw noReason('Say why the grade is withheld.');
    if (body.length > MOST_LETTERS) throw noReason(`Say it in ${MOST_LETTERS} letters at most.`);
    await this.db.transaction(async (tx) => {
      await refuseErased(tx, enrolment.studentId);
      await lockCohort(tx, enrolment.cohort.id, [viewer.id, enrolment.studentId]);
      const [now] = await tx.query<{ releases: number }[]>(
        'SELECT count(*)::int AS releases FROM release_grades WHERE enrolment_id = $1',
        [enrolment.id],
      );
      if (now?.releases !== releases) {
        throw conflict('Their grade has been released meanwhile, so it could not be withheld any more.');
      }
      const eventId = await this.append(tx, viewer, enrolment, 'withheld');
      await tx.getRepository(WithholdingReason).insert({ eventId, personId: enrolment.studentId, body });
    });
  }

  /**
   * Ends it: from the next release on, grades of this enrolment are shown like everybody's.
   *
   * @throws DomainError conflict when nothing is withheld
   */
  async give(viewer: Viewer, enrolment: GradedEnrolment): Promise<void> {
    await this.db.transaction(async (tx) => {
      await lockCohort(tx, enrolment.cohort.id, [viewer.id]);
      await this.append(tx, viewer, enrolment, 'given');
    });
  }

  private async append(
    tx: EntityManager,
    viewer: Viewer,
    { id: enrolmentId }: GradedEnrolment,
    kind: WithholdingKind,
  ): Promise<string> {
    const events = tx.getRepository(WithholdingEvent);
    const last = await events.findOne({ where: { enrolmentId }, order: { sequence: 'DESC' } });
    if ((last?.kind ?? 'given') === kind) {
      throw conflict(
        kind === 'withheld'
          ? 'Somebody has withheld this grade already. Nothing was withheld twice.'
          : 'This grade is not withheld any more.',
      );
    }
    const sequence = (last?.sequence ?? 0) + 1;
    const { id } = await events.save({
      enrolmentId,
      sequence,
      kind,
      actorId: viewer.id,
      at: this.clock.now(),
    });
    await this.audit.record(tx, {
      actorId: viewer.id,
      action: kind === 'withheld' ? 'grade.withheld' : 'grade.given',
      subjectType: 'enrolment',
      subjectId: enrolmentId,
      facts: { sequence },
    });
    return id;
  }
}

const MOST_LETTERS = 2000;

const noReason = (message: string) => invalid(message, [{ field: 'reason', message }]);

async function refuseErased(tx: EntityManager, personId: string): Promise<void> {
  const rows: unknown[] = await tx.query(
    'SELECT id FROM users WHERE id = $1 AND erased_at IS NULL FOR SHARE',
    [personId],
  );
  if (rows.length === 0)
    throw conflict('This person has been erased, so nothing more is written about them.');
}

const withheld = `
  SELECT e.id AS "enrolmentId", u.name AS "studentName", r.body AS reason, a.name AS "actorName", w.at
    FROM enrolments e JOIN users u ON u.id = e.user_id ${lastWithholding}
    JOIN users a ON a.id = w.actor_id LEFT JOIN withholding_reasons r ON r.event_id = w.id`;
