import { Injectable } from '@nestjs/common';
import { DataSource, IsNull, Not } from 'typeorm';
import { type HanForm } from '../../platform/printing/fonts.js';
import { notFound } from '../../platform/errors/domain-errors.js';
import { DomainEvents } from '../../platform/events/domain-events.js';
import { AuditLog } from '../audit/audit-log.js';
import { User } from '../user.entity.js';
import { AccountRenamed } from './account-renamed.js';

export interface Account {
  id: string;
  name: string;
  email: string;
  timeZone: string;
  /** Null until the person has chosen one. */
  hanForm: HanForm | null;
}

/** What people change about themselves without anybody's leave. */
@Injectable()
export class Accounts {
  constructor(
    private readonly db: DataSource,
    private readonly audit: AuditLog,
    private readonly events: DomainEvents,
  ) {}

  /** @throws DomainError notFound when the person has been erased */
  async of(id: string): Promise<Account> {
    const user = await this.db.getRepository(User).findOneBy({ id, erasedAt: IsNull() });
    if (!user) throw notFound();
    return {
      id,
      name: user.name ?? '',
      email: user.email ?? '',
      timeZone: user.timeZone,
      hanForm: user.hanForm,
    };
  }

  /** What was issued before keeps the name that it was issued to. */
  async rename(id: string, name: string, hanForm: HanForm | null): Promise<void> {
    await this.db.transaction(async (tx) => {
      // Another name may be in another language: a choice that wasn't made for it goes.
      await tx.getRepository(User).update({ id, erasedAt: IsNull() }, { hanForm });
      const changed = await tx
        .getRepository(User)
        .update({ id, erasedAt: IsNull(), name: Not(name) }, { name });
      if (changed.affected !== 1) return;
      const action = 'account.name-changed';
      await this.audit.record(tx, { actorId: id, action, subjectType: 'user', subjectId: id });
      await this.events.publish(tx, new AccountRenamed(id));
    });
  }

  async moveTo(id: string, timeZone: string): Promise<void> {
    await this.db.getRepository(User).update({ id, erasedAt: IsNull() }, { timeZone });
  }
}
