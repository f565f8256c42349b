import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { type ReleasedGrade, ReleasedGrades } from '../../../grading/releases/released-grades.service.js';
import { notFound } from '../../../platform/errors/domain-errors.js';
import { type CertificateSnapshot } from '../../register/snapshot.rules.js';
import { isOpenQuestion } from './question-sql.js';

export interface ReadQuestion {
  readonly id: string;
  readonly kind: 'failed' | 'lower';
  readonly askedAt: Date;
  readonly releaseId: string;
  readonly enrolmentId: string;
  readonly cohortName: string;
  readonly courseTitle: string;
  readonly open: boolean;
  /** What stands for the enrolment now, or else the one that was asked about. */
  readonly certificateId: string;
  /** What that prints; null once its holder is erased. */
  readonly snapshot: CertificateSnapshot | null;
  /** The latest event of that certificate. */
  readonly last: string;
  readonly shownPercent: string;
  readonly answer: {
    readonly kind: 'revoked' | 'kept' | 'replaced' | 'overtaken';
    readonly at: Date;
    /** Null: nobody, or somebody who was erased. */
    readonly actorName: string | null;
    readonly certificateId: string | null;
    /** Null: none was given, or it was erased. */
    readonly privateReason: string | null;
  } | null;
}

interface Row extends Omit<ReadQuestion, 'snapshot' | 'answer'> {
  body: string | null;
  answer: (Omit<NonNullable<ReadQuestion['answer']>, 'at'> & { at: string }) | null;
}

const SHOWN = 100;

/** What administrators are asked, and were. */
@Injectable()
export class QuestionReads {
  constructor(
    private readonly db: DataSource,
    private readonly grades: ReleasedGrades,
  ) {}

  /** Those that wait, the oldest first, and the latest of those that are settled. Two statements. */
  async all(): Promise<{ open: ReadQuestion[]; settled: ReadQuestion[] }> {
    const [open, settled] = await Promise.all([
      this.read(`WHERE ${isOpenQuestion} ORDER BY q.asked_at, q.id LIMIT ${SHOWN}`),
      this.read(`WHERE w.at IS NOT NULL ORDER BY w.at DESC, q.id LIMIT ${SHOWN}`),
    ]);
    return { open, settled };
  }

  /**
   * One question with the grade that its release shows. Three statements.
   *
   * @throws DomainError notFound when there is none
   */
  async one(id: string): Promise<{ question: ReadQuestion; shown: ReleasedGrade }> {
    const [question] = await this.read('WHERE q.id = $1', [id]);
    if (!question) throw notFound();
    const [shown] = await this.grades.ofReleaseAmong(question.releaseId, [question.enrolmentId]);
    if (!shown) throw new Error('A question is about a grade that its release does not name.');
    return { question, shown };
  }

  private async read(which: string, values: unknown[] = []): Promise<ReadQuestion[]> {
    const rows = await this.db.query<Row[]>(`${questions} ${which}`, values);
    return rows.map(({ body, answer, ...question }) => ({
      ...question,
      snapshot: body === null ? null : (JSON.parse(body) as CertificateSnapshot),
      answer: answer && { ...answer, at: new Date(answer.at) },
    }));
  }
}

const questions = `
  SELECT q.id, q.kind, q.asked_at AS "askedAt", q.release_id AS "releaseId", q.enrolment_id AS "enrolmentId",
         co.name AS "cohortName", v.title AS "courseTitle", ${isOpenQuestion} AS open,
         c.id AS "certificateId", s.body, g.percent AS "shownPercent",
         (SELECT x.kind FROM certificate_events x WHERE x.certificate_id = c.id
           ORDER BY x.sequence DESC LIMIT 1) AS last,
         CASE WHEN w.question_id IS NULL THEN NULL ELSE
           jsonb_build_object('kind', w.kind, 'at', w.at, 'actorName', actor.name, 'certificateId', w.certificate_id,
                              'privateReason', t.private_reason) END AS answer
    FROM certificate_questions q
    JOIN release_grades rg ON rg.release_id = q.release_id AND rg.enrolment_id = q.enrolment_id
    JOIN grade_events g ON g.id = rg.grade_event_id
    JOIN releases r ON r.id = q.release_id JOIN cohorts co ON co.id = r.cohort_id
    JOIN course_versions v ON v.id = co.course_version_id
    LEFT JOIN certificate_answers w ON w.question_id = q.id
    LEFT JOIN certificate_answer_texts t ON t.question_id = q.id
    LEFT JOIN users actor ON actor.id = w.actor_id
    LEFT JOIN current_certificates cc ON cc.enrolment_id = q.enrolment_id AND cc.type = 'course'
    JOIN certificates c ON c.id = CASE WHEN w.question_id IS NULL THEN coalesce(cc.certificate_id, q.certificate_id)
                                       ELSE q.certificate_id END
    JOIN certificate_snapshots s ON s.certificate_id = c.id`;
