import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import {
  HandbookImages,
  type ImageFile,
} from '../../assignments/handbooks/images/handbook-images.service.js';
import { type FrozenSection } from '../../assignments/sections/section-kinds.rules.js';
import { type ReadableSection, readableSections } from '../../assignments/submissions/readable-sections.js';
import { Submissions } from '../../assignments/submissions/submissions.service.js';
import { type ReadCriterion } from '../../grading/releases/grade-reading.js';
import { ReleasedGrades } from '../../grading/releases/released-grades.service.js';
import { Clock } from '../../platform/clock/clock.js';
import { canonicalJson } from '../../platform/digests/digests.js';
import { conflict, notFound } from '../../platform/errors/domain-errors.js';
import { AuditLog } from '../../users/audit/audit-log.js';
import { type HeldCertificate, HeldCertificates } from '../holding/held-certificates.service.js';
import { CertificateEvidence } from '../holding/sharing.entity.js';
import { type CertificateSnapshot } from '../register/snapshot.rules.js';
import { showsEvidence } from '../register/status.rules.js';
import { type SectionProof, sectionAlone } from './evidence.rules.js';

/** A section that could be shown. */
export interface SectionToShow {
  readonly key: string;
  readonly title: string;
  readonly shown: boolean;
}

/** A section as it is read beside its certificate, and what proves it. */
export interface SectionOfEvidence {
  readonly readable: ReadableSection;
  readonly proof: SectionProof;
  /** What it was judged by, with the level that was reached. */
  readonly criteria: readonly ReadCriterion[];
  readonly gradedAt: Date;
  /** Whose pictures the text shows. */
  readonly handbookId: string;
}

interface Work {
  submissionId: string;
  handbookId: string;
  enrolmentId: string;
  gradeEventId: string;
  /** Null once erased. */
  salts: Record<string, string> | null;
  sections: { key: string; digest: string }[];
}

/**
 * Sections of the graded handbook beside its certificate. Their text stays where it was handed in, and is read from
 * there each time; who shows it and who withdraws it is the holder, whose own work it is.
 */
@Injectable()
export class Evidence {
  constructor(
    private readonly db: DataSource,
    private readonly clock: Clock,
    private readonly audit: AuditLog,
    private readonly held: HeldCertificates,
    private readonly submissions: Submissions,
    private readonly grades: ReleasedGrades,
    private readonly images: HandbookImages,
  ) {}

  /** In the handbook's order; none where its text is gone. One statement. */
  async sectionsOf(
    { id, snapshot }: HeldCertificate,
    em: EntityManager = this.db.manager,
  ): Promise<SectionToShow[]> {
    if (snapshot.evidence === null) return [];
    return em.query<SectionToShow[]>(
      `SELECT t.key, t.title, x.section_key IS NOT NULL AS shown
         FROM certificates c JOIN grade_events g ON g.id = c.grade_event_id
         JOIN submissions s ON s.id = g.submission_id
         JOIN submission_contents b ON b.submission_id = s.id AND b.body IS NOT NULL
         JOIN submission_sections n ON n.submission_id = s.id
         JOIN template_sections t ON t.template_id = s.template_id AND t.key = n.key
         LEFT JOIN certificate_evidence x ON x.certificate_id = c.id AND x.section_key = n.key
        WHERE c.id = $1 ORDER BY n.position`,
      [id],
    );
  }

  /**
   * Twice is once.
   *
   * @throws DomainError notFound for a section that there is not, conflict for a certificate that does not stand
   */
  async show(certificate: HeldCertificate, key: string): Promise<void> {
    if (!showsEvidence(certificate.verdict)) {
      throw conflict('This certificate does not stand any more, so nothing can be shown beside it.');
    }
    await this.db.transaction(async (tx) => {
      await this.held.hold(tx, certificate);
      const sections = await this.sectionsOf(certificate, tx);
      const position = sections.findIndex((section) => section.key === key);
      const section = sections[position];
      if (!section) throw notFound('There is no such section.');
      if (section.shown) return;
      await tx.query(
        `INSERT INTO certificate_evidence (certificate_id, section_key, title, position, shown_at)
         VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING`,
        [certificate.id, key, section.title, position + 1, this.clock.now()],
      );
      await this.audit.record(tx, {
        actorId: certificate.holderId,
        action: 'certificate.section-shown',
        subjectType: 'certificate',
        subjectId: certificate.id,
        facts: { section: key },
      });
    });
  }

  /** Twice is once. @throws DomainError notFound for a section that there is not */
  async withdraw(certificate: HeldCertificate, key: string): Promise<void> {
    await this.db.transaction(async (tx) => {
      await this.held.hold(tx, certificate);
      const sections = await this.sectionsOf(certificate, tx);
      if (!sections.some((section) => section.key === key)) throw notFound('There is no such section.');
      const shown = { certificateId: certificate.id, sectionKey: key };
      const { affected } = await tx.getRepository(CertificateEvidence).delete(shown);
      if (affected !== 1) return;
      await this.audit.record(tx, {
        actorId: certificate.holderId,
        action: 'certificate.section-withdrawn',
        subjectType: 'certificate',
        subjectId: certificate.id,
        facts: { section: key },
      });
    });
  }

  /**
   * Four statements.
   *
   * @param shown keys of the sections that may be told: what the text takes from others is left out
   * @param imageHref where a picture of the text lies for whoever reads
   * @throws DomainError notFound where there is no such section, or no longer
   */
  async read(
    { code, evidence }: Pick<CertificateSnapshot, 'code' | 'evidence'>,
    key: string,
    shown: readonly string[],
    imageHref: (imageId: string, submissionId: string) => string,
  ): Promise<SectionOfEvidence> {
    const work = await this.workOf(code);
    const salt = work.salts?.[key];
    const book = await this.submissions.frozenBook(work.submissionId);
    const alone = book && sectionAlone(book, key, shown);
    const section = alone?.sections[0];
    if (!alone || !section || salt === undefined || evidence === null) throw gone();
    const [readable] = readableSections(alone, (imageId) => imageHref(imageId, work.submissionId));
    const grades = await this.grades.ofEnrolment(work.enrolmentId);
    const grade = grades.find(({ gradeEventId }) => gradeEventId === work.gradeEventId);
    if (!readable || !grade) throw gone();
    return {
      readable,
      proof: { section, salt, sections: work.sections, root: evidence.root },
      criteria: grade.criteria.filter(({ sections }) => sections.some((one) => one.key === key)),
      gradedAt: grade.gradedAt,
      handbookId: work.handbookId,
    };
  }

  /** One statement, or none. @throws DomainError notFound for a picture that stands in another section, or in none */
  async picture({ proof, handbookId }: SectionOfEvidence, imageId: string): Promise<ImageFile> {
    if (!holdsPicture(proof.section, imageId)) throw notFound('There is no such picture.');
    return this.images.open(handbookId, imageId);
  }

  private async workOf(code: string): Promise<Work> {
    const [work] = await this.db.query<Work[]>(
      `SELECT s.id AS "submissionId", s.handbook_id AS "handbookId", c.enrolment_id AS "enrolmentId",
              c.grade_event_id AS "gradeEventId", b.salts,
              (SELECT json_agg(json_build_object('key', n.key, 'digest', n.digest) ORDER BY n.position)
                 FROM submission_sections n WHERE n.submission_id = s.id) AS sections
         FROM certificates c JOIN grade_events g ON g.id = c.grade_event_id
         JOIN submissions s ON s.id = g.submission_id JOIN submission_contents b ON b.submission_id = s.id
        WHERE c.code = $1`,
      [code],
    );
    if (!work) throw gone();
    return work;
  }
}

const gone = () => notFound('There is no such section.');

/** In canonical JSON, quotation marks stand unescaped only around keys and values. */
const holdsPicture = (section: FrozenSection, imageId: string) =>
  canonicalJson(section).includes(`"image":${JSON.stringify(imageId)}`);
