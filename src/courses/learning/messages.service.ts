import { Injectable, type OnModuleInit } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Clock } from '../../platform/clock/clock.js';
import { Config } from '../../platform/config/config.js';
import { invalid } from '../../platform/errors/domain-errors.js';
import { Limits } from '../../platform/limits/limits.js';
import { AuditLog } from '../../users/audit/audit-log.js';
import { Correspondence, type Letter } from '../../users/correspondence/correspondence.js';
import { type CohortSeen } from '../catalogue/cohort-reads.service.js';
import { lastEvent, seatedKinds } from '../enrolments/enrolment-sql.js';
import { CohortMessage, CohortMessageRecipient, CohortMessageText } from './learning.entity.js';
import { paragraphsOf } from './message.views.js';

/** Ids: `{personId, messageId}`. */
const MAIL = 'cohort-message';

export interface NewMessage {
  /** From the form; the same form sent twice sends one message. */
  id: string;
  subject: string;
  body: string;
  /** Enrolments. */
  to: readonly string[];
}

export interface SentMessage {
  id: string;
  at: Date;
  authorName: string | null;
  /** Null once the author was erased. */
  subject: string | null;
  body: string | null;
  /** Names, those who were erased left out. */
  recipients: string[];
  count: number;
}

interface Ids {
  personId: string;
  messageId: string;
}

/** What those who run a cohort write to its students: one mail each, and a place on their course page. */
@Injectable()
export class Messages implements OnModuleInit {
  constructor(
    private readonly db: DataSource,
    private readonly clock: Clock,
    private readonly config: Config,
    private readonly limits: Limits,
    private readonly audit: AuditLog,
    private readonly correspondence: Correspondence,
  ) {}

  onModuleInit(): void {
    this.correspondence.define(MAIL, {
      title: 'Messages from your instructors',
      about: 'What an instructor of your course writes to you.',
      required: 'It is written to you by a person, about your course.',
      compose: ({ messageId }: Ids) => this.compose(messageId),
    });
  }

  /**
   * Sends a message to students with a seat; others of the list get nothing.
   *
   * @returns how many get it; null when this very message was sent before
   * @throws DomainError invalid (nobody is left to send it to), tooMany
   */
  async send(
    cohort: CohortSeen,
    { id, subject, body, to }: NewMessage,
    authorId: string,
  ): Promise<number | null> {
    await this.limits.consume('messagesByAuthor', authorId);
    return this.db.transaction(async (tx) => {
      const at = this.clock.now();
      const inserted = await tx
        .createQueryBuilder()
        .insert()
        .into(CohortMessage)
        .values({ id, cohortId: cohort.id, authorId, at })
        .orIgnore()
        .returning('id')
        .execute();
      if ((inserted.raw as unknown[]).length === 0) return null;
      const people = await tx.query<{ enrolmentId: string; personId: string }[]>(
        `SELECT e.id AS "enrolmentId", e.user_id AS "personId"
           FROM enrolments e ${lastEvent} JOIN users u ON u.id = e.user_id AND u.erased_at IS NULL
          WHERE e.cohort_id = $1 AND e.id::text = ANY ($2) AND last.kind IN ${seatedKinds} ORDER BY e.id`,
        [cohort.id, to],
      );
      if (people.length === 0) throw invalid(nobody, [{ field: 'to', message: nobody }]);
      // What is written to one person is about them, as a remark is, and goes with them; to several, with its author.
      const [only, ...others] = people;
      const personId = only && others.length === 0 ? only.personId : authorId;
      await tx.getRepository(CohortMessageText).insert({ messageId: id, personId, subject, body });
      await tx
        .getRepository(CohortMessageRecipient)
        .insert(people.map(({ enrolmentId }) => ({ messageId: id, enrolmentId })));
      await this.correspondence.postAll(
        tx,
        MAIL,
        people.map(({ personId }) => ({ personId, messageId: id })),
      );
      await this.audit.record(tx, {
        actorId: authorId,
        action: 'cohort.message-sent',
        subjectType: 'cohort',
        subjectId: cohort.id,
        facts: { messageId: id, recipients: people.length },
      });
      return people.length;
    });
  }

  /** All messages of a cohort, the latest first. One statement. */
  async of(cohortId: string): Promise<SentMessage[]> {
    return this.db.query(
      `SELECT m.id, m.at, a.name AS "authorName", t.subject, t.body,
              ARRAY(SELECT u.name FROM cohort_message_recipients r JOIN enrolments e ON e.id = r.enrolment_id
                      JOIN users u ON u.id = e.user_id
                     WHERE r.message_id = m.id AND u.name IS NOT NULL ORDER BY u.name) AS recipients,
              (SELECT count(*)::int FROM cohort_message_recipients r WHERE r.message_id = m.id) AS count
         FROM cohort_messages m JOIN cohort_message_texts t ON t.message_id = m.id JOIN users a ON a.id = m.author_id
        WHERE m.cohort_id = $1 ORDER BY m.at DESC, m.id LIMIT 200`,
      [cohortId],
    );
  }

  private async compose(messageId: string): Promise<Letter | null> {
    const [row] = await this.db.query<
      {
        subject: string | null;
        body: string | null;
        authorName: string | null;
        slug: string;
        courseTitle: string;
      }[]
    >(
      `SELECT t.subject, t.body, u.name AS "authorName", c.slug, v.title AS "courseTitle"
         FROM cohort_messages m JOIN cohort_message_texts t ON t.message_id = m.id
         JOIN users u ON u.id = m.author_id JOIN cohorts c ON c.id = m.cohort_id
         JOIN course_versions v ON v.id = c.course_version_id WHERE m.id = $1`,
      [messageId],
    );
    if (!row || row.subject === null || row.body === null || row.authorName === null) return null;
    const { subject, body, authorName, slug, courseTitle } = row;
    return {
      subject,
      gist: `${authorName} writes to you about ${courseTitle}.`,
      template: MAIL,
      model: {
        authorName,
        courseTitle,
        paragraphs: paragraphsOf(body),
        body,
        link: `${this.config.publicUrl}/my/${slug}#message-${messageId}`,
      },
    };
  }
}

const nobody = 'Choose at least one student who has a seat.';
