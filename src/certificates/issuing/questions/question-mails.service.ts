import { Injectable, type OnModuleInit } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Config } from '../../../platform/config/config.js';
import { Correspondence, type Letter } from '../../../users/correspondence/correspondence.js';
import { isOpenQuestion } from './question-sql.js';

export const CERTIFICATE_QUESTIONS = 'certificate-questions';

interface Ids {
  personId: string;
  releaseId: string;
}

/** Administrators are told that a release shows less than certificates print. */
@Injectable()
export class QuestionMails implements OnModuleInit {
  constructor(
    private readonly db: DataSource,
    private readonly config: Config,
    private readonly correspondence: Correspondence,
  ) {}

  onModuleInit(): void {
    this.correspondence.define(CERTIFICATE_QUESTIONS, {
      title: 'Certificates that need a decision',
      about: 'For administrators: when a grade falls below what a certificate prints.',
      required: 'Until somebody decides, the certificate goes on saying what it says.',
      compose: (ids: Ids) => this.compose(ids),
    });
  }

  private async compose({ personId, releaseId }: Ids): Promise<Letter | null> {
    const [row] = await this.db.query<{ open: number; cohortName: string; courseTitle: string }[]>(
      `SELECT co.name AS "cohortName", v.title AS "courseTitle",
              (SELECT count(*)::int FROM certificate_questions q
                WHERE q.release_id = r.id AND ${isOpenQuestion}) AS open
         FROM releases r JOIN cohorts co ON co.id = r.cohort_id
         JOIN course_versions v ON v.id = co.course_version_id
        WHERE r.id = $1 AND EXISTS (SELECT FROM administrators a WHERE a.user_id = $2)`,
      [releaseId, personId],
    );
    if (!row || row.open === 0) return null;
    const { open, cohortName, courseTitle } = row;
    const what =
      open === 1
        ? 'One certificate prints a better result than the grade that was released now.'
        : `${open} certificates print a better result than the grades that were released now.`;
    return {
      subject: `${courseTitle}, ${cohortName}: ${open === 1 ? 'a certificate needs' : 'certificates need'} a decision`,
      gist: what,
      template: CERTIFICATE_QUESTIONS,
      model: { courseTitle, cohortName, link: `${this.config.publicUrl}/certificates/questions` },
    };
  }
}
