import { Injectable, type OnModuleInit } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { placeOf, readableClock } from '../../courses/times/times.rules.js';
import { Clock } from '../../platform/clock/clock.js';
import { Config } from '../../platform/config/config.js';
import { DomainError } from '../../platform/errors/domain-errors.js';
import { type Mail, Mailer } from '../../platform/mail/mailer.js';
import { Correspondence } from '../../users/correspondence/correspondence.js';
import { Users } from '../../users/users.service.js';
import { checkCommand, frozenFileName, receiptFileName } from './receipt.rules.js';
import { Receipts } from './receipts.service.js';
import { utcClock } from './submission.views.js';
import { Submissions, type VisibleSubmission } from './submissions.service.js';
import { SUBMISSION_RECEIPT } from './submission-receipt.js';

/** Many mail servers refuse more than 10 MB, and encoding adds a third; what is larger is fetched from the page. */
const mostAttachedBytes = 5 * 1024 * 1024;

/** The receipt by mail, with the frozen text attached, so that its author holds what the academy holds. */
@Injectable()
export class ReceiptMails implements OnModuleInit {
  constructor(
    private readonly db: DataSource,
    private readonly submissions: Submissions,
    private readonly receipts: Receipts,
    private readonly users: Users,
    private readonly clock: Clock,
    private readonly config: Config,
    private readonly mailer: Mailer,
    private readonly correspondence: Correspondence,
  ) {}

  onModuleInit(): void {
    this.correspondence.mention({
      title: 'The receipt of what you hand in',
      about: 'Each time that you hand in your handbook.',
      required: 'It is your proof of what you handed in, and when.',
    });
    this.mailer.define(SUBMISSION_RECEIPT, (ids: { submissionId: string; personId: string }) =>
      this.compose(ids),
    );
  }

  private async compose(ids: { submissionId: string; personId: string }): Promise<Mail | null> {
    const reader = await this.users.viewer(ids.personId);
    const [person] = await this.db.query<{ address: string | null }[]>(
      'SELECT email AS address FROM users WHERE id = $1',
      [ids.personId],
    );
    if (!reader || !person?.address) return null;
    let submission: VisibleSubmission;
    let files: { filename: string; content: Buffer; contentType: string }[];
    try {
      submission = await this.submissions.visibleTo(reader, ids.submissionId);
      const contentType = 'application/json; charset=utf-8';
      files = [
        {
          filename: frozenFileName(submission.number),
          content: await this.receipts.frozenText(submission.id),
          contentType,
        },
        {
          filename: receiptFileName(submission.number),
          content: await this.receipts.file(submission),
          contentType,
        },
      ];
    } catch (error) {
      // Erased meanwhile
      if (error instanceof DomainError) return null;
      throw error;
    }
    const { cohort, submittedAt, dueAt, number } = submission;
    const attached = files.reduce((sum, { content }) => sum + content.length, 0) <= mostAttachedBytes;
    const time = readableClock(submittedAt, {
      readerZone: reader.timeZone,
      cohortZone: cohort.timeZone,
      cohortPlace: placeOf(cohort.timeZone),
      now: this.clock.now(),
    });
    return {
      to: { name: reader.name, address: person.address },
      subject: `Handed in: ${submission.templateTitle}, attempt ${number}`,
      template: SUBMISSION_RECEIPT,
      attachments: attached ? files : [],
      model: {
        recipientName: reader.name,
        handbookTitle: submission.templateTitle,
        courseTitle: submission.courseTitle,
        cohortName: cohort.name,
        number,
        time: time.words,
        utc: utcClock(submittedAt),
        late: submittedAt > dueAt,
        statement: submission.statement,
        digest: submission.contentDigest,
        attached,
        fileName: frozenFileName(number),
        command: checkCommand(number),
        link: `${this.config.publicUrl}/submissions/${submission.id}`,
      },
    };
  }
}
