import { Injectable } from '@nestjs/common';
import { type EntityManager } from 'typeorm';
import { Clock } from '../../platform/clock/clock.js';
import { AuditLog } from '../../users/audit/audit-log.js';
import { Admission, type AdmittedVia } from './admission.entity.js';

export interface NewAdmission {
  cohortId: string;
  userId: string;
  via: AdmittedVia;
  /** Who admits them: whoever invited them, or decided on the application. */
  byId: string;
}

/** Permissions to enrol in cohorts that are not open to everybody. */
@Injectable()
export class Admissions {
  constructor(
    private readonly clock: Clock,
    private readonly audit: AuditLog,
  ) {}

  /** Lets somebody enrol; whoever was admitted before stays so. They have no seat by that alone. */
  async grant(tx: EntityManager, admission: NewAdmission): Promise<void> {
    const { cohortId, userId, via, byId } = admission;
    const inserted = await tx
      .createQueryBuilder()
      .insert()
      .into(Admission)
      .values({ ...admission, at: this.clock.now() })
      .orIgnore()
      .returning('user_id')
      .execute();
    if ((inserted.raw as unknown[]).length === 0) return;
    await this.audit.record(tx, {
      actorId: byId,
      action: 'admission.granted',
      subjectType: 'user',
      subjectId: userId,
      facts: { cohortId, via },
    });
  }
}
