import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { conflict } from '../../../platform/errors/domain-errors.js';
import { AuditLog } from '../../../users/audit/audit-log.js';
import { Application, ApplicationForm } from './application.entity.js';
import { NEEDED } from './application.rules.js';
import { defaultQuestions, type Question } from './questions.js';

/** What a cohort asks of those who apply. */
export interface Asked {
  needed: number;
  questions: readonly Question[];
  /** 0: nobody has changed anything yet. */
  version: number;
  /** Somebody has applied, so it stays as it is. */
  frozen: boolean;
}

/** The ten questions of a cohort, and its rule. */
@Injectable()
export class ApplicationForms {
  constructor(
    private readonly db: DataSource,
    private readonly audit: AuditLog,
  ) {}

  /** One statement. */
  async of(cohortId: string): Promise<Asked> {
    const [row] = await this.db.query<
      { needed: number | null; questions: Question[] | null; version: number | null; frozen: boolean }[]
    >(
      `SELECT f.needed, f.questions, f.version,
              EXISTS (SELECT FROM applications a WHERE a.cohort_id = c.id) AS frozen
         FROM cohorts c LEFT JOIN application_forms f ON f.cohort_id = c.id WHERE c.id = $1`,
      [cohortId],
    );
    return {
      needed: row?.needed ?? NEEDED,
      questions: row?.questions ?? defaultQuestions,
      version: row?.version ?? 0,
      frozen: row?.frozen ?? false,
    };
  }

  /**
   * Writes other questions, or another number.
   *
   * @throws DomainError conflict when somebody has applied, or else has changed the form since
   */
  async change(
    cohortId: string,
    { needed, questions, version }: Pick<Asked, 'needed' | 'questions' | 'version'>,
    actorId: string,
  ): Promise<void> {
    await this.db.transaction(async (tx) => {
      await this.make(tx, cohortId, version);
      const form = await tx
        .getRepository(ApplicationForm)
        .findOneOrFail({ where: { cohortId }, lock: { mode: 'pessimistic_write' } });
      if (await tx.getRepository(Application).existsBy({ cohortId })) throw conflict(FROZEN);
      if (form.version !== version) {
        throw conflict(
          'Somebody else has changed the questions in the meantime. Yours are still here, with theirs beside them; save again to put yours in their place.',
        );
      }
      await tx
        .getRepository(ApplicationForm)
        .update({ cohortId }, { needed, questions: [...questions], version: version + 1 });
      await this.audit.record(tx, {
        actorId,
        action: 'application-form.changed',
        subjectType: 'cohort',
        subjectId: cohortId,
        facts: { needed, version: version + 1 },
      });
    });
  }

  /** The form as it stays for whoever applies in `tx`: whoever wants to change it waits, and is then refused. */
  async hold(tx: EntityManager, cohortId: string): Promise<ApplicationForm> {
    await this.make(tx, cohortId, 1);
    return tx
      .getRepository(ApplicationForm)
      .findOneOrFail({ where: { cohortId }, lock: { mode: 'pessimistic_read' } });
  }

  /** The row with what everybody is asked, unless there is one. */
  private async make(tx: EntityManager, cohortId: string, version: number): Promise<void> {
    await tx
      .createQueryBuilder()
      .insert()
      .into(ApplicationForm)
      .values({ cohortId, needed: NEEDED, questions: [...defaultQuestions], version })
      .orIgnore()
      .execute();
  }
}

const FROZEN =
  'Somebody has applied in the meantime. All who apply answer the same questions, so these stay as they are.';
