import { Injectable, type OnModuleInit } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { Clock } from '../../../platform/clock/clock.js';
import { Config } from '../../../platform/config/config.js';
import { type Mail, Mailer } from '../../../platform/mail/mailer.js';
import { Tokens } from '../../../platform/tokens/tokens.js';
import { type InvitedAs } from './invitation.entity.js';
import { byWhoMay } from './invitation-sql.js';

/** The purpose of the tokens in invitations' links. */
export const INVITATION_LINK = 'invitation';
/** Ids: `{invitationId, mail}`; `mail` counts how often it was sent. */
const MAIL = 'invitation';

/** The mail that invites. Its reader may have no account, so it is not part of what people choose to get. */
@Injectable()
export class InvitationMails implements OnModuleInit {
  constructor(
    private readonly db: DataSource,
    private readonly clock: Clock,
    private readonly config: Config,
    private readonly tokens: Tokens,
    private readonly mailer: Mailer,
  ) {}

  onModuleInit(): void {
    this.mailer.define(MAIL, ({ invitationId }: { invitationId: string; mail: number }) =>
      this.compose(invitationId),
    );
  }

  async post(tx: EntityManager, ids: { invitationId: string; mail: number }): Promise<void> {
    await this.mailer.post(tx, MAIL, ids);
  }

  async postAll(tx: EntityManager, many: readonly { invitationId: string; mail: number }[]): Promise<void> {
    await this.mailer.postAll(tx, MAIL, many);
  }

  private async compose(invitationId: string): Promise<Mail | null> {
    interface Row {
      role: InvitedAs;
      email: string;
      name: string | null;
      academy: string;
      invitedBy: string | null;
      cohortName: string | null;
      title: string | null;
    }
    const [row] = await this.db.query<Row[]>(
      `SELECT i.role, i.email, i.name, a.name AS academy, u.name AS "invitedBy", c.name AS "cohortName", v.title
         FROM invitations i CROSS JOIN academies a JOIN users u ON u.id = i.invited_by_id
         LEFT JOIN cohorts c ON c.id = i.cohort_id LEFT JOIN course_versions v ON v.id = c.course_version_id
        WHERE i.id = $1 AND i.accepted_at IS NULL AND i.expires_at > $2 AND ${byWhoMay}`,
      [invitationId, this.clock.now()],
    );
    if (!row) return null;
    const { role, email, name, academy, invitedBy } = row;
    const cohort = row.title === null ? '' : `${row.title}, ${row.cohortName ?? ''}`;
    return {
      to: { name: name ?? '', address: email },
      subject: subjects[role](row.title ?? academy),
      template: 'invitation',
      model: {
        greeting: name === null ? 'Hello' : `Hello ${name}`,
        invitedBy: invitedBy ?? academy,
        academy,
        to: places[role](cohort, academy),
        link: `${this.config.publicUrl}/invitations/${this.tokens.make(INVITATION_LINK, invitationId)}`,
      },
    };
  }
}

const subjects = {
  student: (title) => `Your invitation to ${title}`,
  instructor: (title) => `Your invitation to teach ${title}`,
  administrator: (academy) => `Your invitation to run ${academy}`,
  account: (academy) => `Your invitation to ${academy}`,
} satisfies Record<InvitedAs, (name: string) => string>;

/** "invites you …" */
const places = {
  student: (cohort) => `to take part in ${cohort}`,
  instructor: (cohort) => `to teach ${cohort}`,
  administrator: (_cohort, academy) => `to administer ${academy}`,
  account: (_cohort, academy) => `to ${academy}`,
} satisfies Record<InvitedAs, (cohort: string, academy: string) => string>;
