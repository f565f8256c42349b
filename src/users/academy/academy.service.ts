import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { sha256 } from '../../platform/digests/digests.js';
import { notFound } from '../../platform/errors/domain-errors.js';
import { Files } from '../../platform/files/files.js';
import { AuditLog } from '../audit/audit-log.js';
import { Academy } from '../setup/setup.entity.js';
import { readLogo } from './logo.js';
import { logoKeyOf } from './logo-key.js';

/** What the academy's certificates are printed with from now on; those that were issued keep theirs. */
@Injectable()
export class AcademySettings {
  constructor(
    private readonly db: DataSource,
    private readonly files: Files,
    private readonly audit: AuditLog,
  ) {}

  /** @throws DomainError notFound before anybody has set the academy up */
  async read(tx: EntityManager = this.db.manager): Promise<Academy> {
    const academy = await tx.getRepository(Academy).findOneBy({ single: true });
    if (!academy) throw notFound('This academy is not set up yet.');
    return academy;
  }

  /** Certificates that were issued keep the name that they print. */
  async rename(name: string, actorId: string): Promise<void> {
    await this.change('academy.renamed', { name }, actorId);
  }

  async choosePaper(paper: Academy['paper'], actorId: string): Promise<void> {
    await this.change('academy.paper-changed', { paper }, actorId);
  }

  /** @throws DomainError invalid when the file is no picture */
  async changeLogo(file: Buffer, actorId: string): Promise<void> {
    const picture = await readLogo(file);
    const logoDigest = sha256(picture);
    // The file first: a certificate that names it must find it. One that no academy names does no harm.
    await this.files.put(logoKeyOf(logoDigest), picture);
    await this.change('academy.logo-changed', { logoDigest }, actorId);
  }

  async removeLogo(actorId: string): Promise<void> {
    await this.change('academy.logo-removed', { logoDigest: null }, actorId);
  }

  /** @throws DomainError notFound where there is none */
  async logo(): Promise<Uint8Array> {
    const { logoDigest } = await this.read();
    if (logoDigest === null) throw notFound('This academy has no picture.');
    return this.files.get(logoKeyOf(logoDigest));
  }

  private async change(
    action: string,
    values: Partial<Pick<Academy, 'name' | 'paper' | 'logoDigest'>>,
    actorId: string,
  ): Promise<void> {
    await this.db.transaction(async (tx) => {
      const { id } = await this.read(tx);
      await tx.getRepository(Academy).update({ id }, values);
      await this.audit.record(tx, { actorId, action, subjectType: 'academy', subjectId: id });
    });
  }
}
