import { Injectable, type OnModuleInit } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { Clock } from '../../../platform/clock/clock.js';
import { conflict, forbidden, notFound } from '../../../platform/errors/domain-errors.js';
import { DomainEvents } from '../../../platform/events/domain-events.js';
import { Jobs } from '../../../platform/jobs/jobs.js';
import { Tokens } from '../../../platform/tokens/tokens.js';
import { AuditLog } from '../../../users/audit/audit-log.js';
import { PersonErased } from '../../../users/erasure/person-erased.js';
import { MailboxLimits } from '../../../users/mails/mailbox-limits.js';
import { hashPassword } from '../../../users/password.js';
import { People } from '../../../users/people/people.service.js';
import { Users } from '../../../users/users.service.js';
import { CohortInstructor } from '../../cohorts/cohort.entity.js';
import { Admissions } from '../admissions.service.js';
import { lastEvent } from '../enrolment-sql.js';
import { Enrolments } from '../enrolments.service.js';
import { type Invitation, type InvitedAs } from './invitation.entity.js';
import { byWhoMay } from './invitation-sql.js';
import { InvitationMails, INVITATION_LINK } from './invitation-mails.js';
import { type ListedPerson } from './invitation-list.rules.js';

const LIFETIME_MS = 30 * 24 * 60 * 60 * 1000;
/** How many open invitations the page lists. */
const LISTED = 500;
/** How many mailboxes are counted side by side; more would leave no connection to anybody else. */
const COUNTED_AT_ONCE = 4;
export const INVITATIONS_CLEAN_UP = 'invitations.clean-up';

/** To what somebody is invited. */
export interface Place {
  role: InvitedAs;
  /** Null for what is not a cohort's. */
  cohortId: string | null;
}

/** What stands in the way of inviting somebody, or becomes of it. */
export type Outcome = 'invited' | 'invited-before' | 'takes-part' | 'mailbox-full' | 'unusable';

export interface CheckedPerson extends ListedPerson {
  outcome: Outcome;
}

export interface OpenInvitation {
  id: string;
  role: InvitedAs;
  cohort: { id: string; slug: string; name: string; title: string } | null;
  email: string;
  name: string | null;
  invitedBy: string | null;
  createdAt: Date;
  expiresAt: Date;
}

@Injectable()
export class Invitations implements OnModuleInit {
  constructor(
    private readonly db: DataSource,
    private readonly clock: Clock,
    private readonly events: DomainEvents,
    private readonly jobs: Jobs,
    private readonly tokens: Tokens,
    private readonly mails: InvitationMails,
    private readonly mailboxes: MailboxLimits,
    private readonly users: Users,
    private readonly people: People,
    private readonly admissions: Admissions,
    private readonly enrolments: Enrolments,
    private readonly audit: AuditLog,
  ) {}

  onModuleInit(): void {
    this.events.within(PersonErased, async (tx, { email }) => {
      await tx.query('DELETE FROM invitations WHERE email = $1', [email]);
    });
    this.jobs.repeat(INVITATIONS_CLEAN_UP, '27 3 * * *', {}, () => this.cleanUp());
  }

  /** Says of each person what inviting them would do, and does nothing. */
  async check(place: Place, people: readonly ListedPerson[]): Promise<CheckedPerson[]> {
    const known = await this.standing(this.db.manager, place, addressesOf(people));
    return people.map((person) => ({
      ...person,
      outcome: person.email === null ? 'unusable' : (known.get(person.email) ?? 'invited'),
    }));
  }

  /** Invites everybody who can be, each with one mail. @returns what became of each line */
  async invite(place: Place, people: readonly ListedPerson[], actorId: string): Promise<CheckedPerson[]> {
    const known = await this.standing(this.db.manager, place, addressesOf(people));
    const checked: CheckedPerson[] = [];
    for (let from = 0; from < people.length; from += COUNTED_AT_ONCE) {
      const some = people.slice(from, from + COUNTED_AT_ONCE);
      const outcomes = await Promise.all(some.map((person) => this.outcomeFor(person, known)));
      checked.push(...some.map((person, index) => ({ ...person, outcome: outcomes[index] ?? 'unusable' })));
    }
    const invited = checked.filter(({ outcome }) => outcome === 'invited');
    if (invited.length === 0) return checked;
    await this.db.transaction(async (tx) => {
      const inserted = await this.insert(tx, place, invited, actorId);
      // Somebody else may invite the same person at this moment; then it is theirs.
      for (const person of invited) {
        if (person.email === null || !inserted.has(person.email)) person.outcome = 'invited-before';
      }
      if (inserted.size > 0) await this.note(tx, 'people.invited', place, actorId, { count: inserted.size });
    });
    return checked;
  }

  /** Those that are open, the latest first; `more`: there are older ones beside these. */
  async open(): Promise<{ latest: OpenInvitation[]; more: boolean }> {
    const rows = await this.db.query<OpenInvitation[]>(
      `${selectOpen} ORDER BY i.created_at DESC, i.email LIMIT ${String(LISTED + 1)}`,
      [this.clock.now()],
    );
    return { latest: rows.slice(0, LISTED), more: rows.length > LISTED };
  }

  /** What a link is about, or null when it has ended, was used or was taken back. */
  async find(token: string): Promise<OpenInvitation | null> {
    const id = this.tokens.read(INVITATION_LINK, token);
    if (id === null) return null;
    const [row] = await this.db.query<OpenInvitation[]>(`${selectOpen} AND i.id = $2`, [
      this.clock.now(),
      id,
    ]);
    return row ?? null;
  }

  /** Whether the invited address has an account: then its owner signs in instead of making another one. */
  async hasAccount({ email }: OpenInvitation): Promise<boolean> {
    return (await this.users.byEmail(email)) !== null;
  }

  /** Makes the account of whoever was invited: the link has shown that the address is theirs. @returns their user id */
  async makeAccount(
    invitation: OpenInvitation,
    person: { name: string; password: string; timeZone: string },
  ): Promise<string> {
    const { password, ...named } = person;
    const passwordHash = await hashPassword(password);
    return this.db.transaction(async (tx) => {
      await this.hold(tx, invitation.id);
      const id = await this.users.addOnce(tx, { ...named, email: invitation.email, passwordHash });
      if (id === null) {
        throw conflict('This address has got an account in the meantime. Sign in with it, then accept.');
      }
      await this.audit.record(tx, {
        actorId: id,
        action: 'account.created',
        subjectType: 'user',
        subjectId: id,
      });
      return id;
    });
  }

  /**
   * Takes an invitation up, once: the link is used up by it.
   *
   * @throws DomainError notFound when it has ended; forbidden or invalid with why the person can't have this place,
   *   and then the invitation stays open
   */
  async accept(invitation: OpenInvitation, userId: string): Promise<void> {
    await this.db.transaction(async (tx) => {
      // The account first, as an erasure does: one that is deleted in another tab gets nothing any more.
      const accounts = await tx.query<unknown[]>(
        'SELECT FROM users WHERE id = $1 AND erased_at IS NULL FOR NO KEY UPDATE',
        [userId],
      );
      if (accounts.length === 0) throw notFound('There is no such account.');
      const held = await this.hold(tx, invitation.id);
      await this.give(tx, held, userId);
      await tx.query(
        `UPDATE invitations SET accepted_at = $2, accepted_by_id = $3, email = NULL, name = NULL WHERE id = $1`,
        [held.id, this.clock.now(), userId],
      );
      await this.note(tx, 'invitation.accepted', held, userId, {});
    });
  }

  /** Takes an open invitation back; its link has ended. @throws DomainError notFound when there is none */
  async withdraw(id: string, actorId: string): Promise<void> {
    await this.db.transaction(async (tx) => {
      const held = await this.hold(tx, id);
      await tx.query('DELETE FROM invitations WHERE id = $1', [id]);
      await this.note(tx, 'invitation.withdrawn', held, actorId, {});
    });
  }

  /** Sends the mail again, and the link lives from now on. @returns false when the mailbox has got enough today */
  async remind(id: string): Promise<boolean> {
    return this.db.transaction(async (tx) => {
      const { email } = await this.hold(tx, id);
      if (email === null || !(await this.mailboxes.allow(email))) return false;
      const [rows] = await tx.query<[{ mails: number }[]]>(
        'UPDATE invitations SET mails = mails + 1, expires_at = $2 WHERE id = $1 RETURNING mails',
        [id, this.expiry()],
      );
      await this.mails.post(tx, { invitationId: id, mail: rows[0]?.mails ?? 0 });
      return true;
    });
  }

  /** An invitation holds a stranger's address, so it goes when its link has ended. */
  private async cleanUp(): Promise<void> {
    await this.db.query('DELETE FROM invitations WHERE accepted_at IS NULL AND expires_at <= $1', [
      this.clock.now(),
    ]);
  }

  private async outcomeFor(person: ListedPerson, known: ReadonlyMap<string, Outcome>): Promise<Outcome> {
    if (person.email === null) return 'unusable';
    const standing = known.get(person.email);
    if (standing !== undefined) return standing;
    return (await this.mailboxes.allow(person.email)) ? 'invited' : 'mailbox-full';
  }

  /** What speaks against inviting these addresses; the others are not in it. */
  private async standing(
    em: EntityManager,
    { role, cohortId }: Place,
    emails: readonly string[],
  ): Promise<Map<string, Outcome>> {
    const rows = await em.query<{ email: string; outcome: Outcome }[]>(
      `SELECT i.email, 'invited-before' AS outcome FROM invitations i
        WHERE i.email = ANY ($1) AND i.role = $2 AND i.cohort_id IS NOT DISTINCT FROM $3
          AND i.accepted_at IS NULL AND i.expires_at > $4 AND ${byWhoMay}
       UNION ALL
       SELECT u.email, 'takes-part' FROM users u WHERE u.email = ANY ($1) AND CASE $2
         WHEN 'administrator' THEN EXISTS (SELECT FROM administrators a WHERE a.user_id = u.id)
         WHEN 'instructor' THEN EXISTS (SELECT FROM cohort_instructors t WHERE t.cohort_id = $3 AND t.user_id = u.id)
         WHEN 'student' THEN EXISTS (SELECT FROM enrolments e ${lastEvent} WHERE e.cohort_id = $3 AND e.user_id = u.id
                                        AND last.kind NOT IN ('withdrawn', 'left'))
         ELSE true END`,
      [emails, role, cohortId, this.clock.now()],
    );
    return new Map(rows.map(({ email, outcome }) => [email, outcome]));
  }

  /** Three statements, however many people it is. @returns the addresses that had no open invitation to this place */
  private async insert(
    tx: EntityManager,
    { role, cohortId }: Place,
    people: readonly ListedPerson[],
    actorId: string,
  ): Promise<Set<string>> {
    const emails = addressesOf(people);
    // One that has ended and was not swept up yet makes room.
    await tx.query(
      `DELETE FROM invitations i WHERE i.email = ANY ($1) AND i.role = $2 AND i.cohort_id IS NOT DISTINCT FROM $3
          AND NOT (i.expires_at > $4 AND ${byWhoMay})`,
      [emails, role, cohortId, this.clock.now()],
    );
    const names = people.map(({ name }) => (name === '' ? null : name));
    const rows = await tx.query<{ id: string; email: string }[]>(
      `INSERT INTO invitations (role, cohort_id, email, name, invited_by_id, created_at, expires_at)
       SELECT $1, $2, email, name, $5, $6, $7 FROM unnest($3::text[], $4::text[]) AS listed (email, name) ORDER BY email
       ON CONFLICT DO NOTHING RETURNING id, email`,
      [role, cohortId, emails, names, actorId, this.clock.now(), this.expiry()],
    );
    await this.mails.postAll(
      tx,
      rows.map(({ id }) => ({ invitationId: id, mail: 1 })),
    );
    return new Set(rows.map(({ email }) => email));
  }

  private async hold(tx: EntityManager, id: string): Promise<Invitation> {
    const [row] = await tx.query<Invitation[]>(
      `SELECT i.id, i.role, i.cohort_id AS "cohortId", i.email, i.invited_by_id AS "invitedById" FROM invitations i
        WHERE i.id = $1 AND i.accepted_at IS NULL AND i.expires_at > $2 AND ${byWhoMay} FOR UPDATE OF i`,
      [id, this.clock.now()],
    );
    if (!row) throw hasEnded();
    return row;
  }

  private async give(
    tx: EntityManager,
    { role, cohortId, invitedById }: Invitation,
    userId: string,
  ): Promise<void> {
    if (role === 'administrator') {
      // A dismissal or an erasure of who has invited follows this, or was first.
      const inviters = await tx.query<unknown[]>(
        `SELECT FROM users u JOIN administrators a ON a.user_id = u.id
          WHERE u.id = $1 AND u.erased_at IS NULL FOR SHARE OF u, a`,
        [invitedById],
      );
      if (inviters.length === 0) throw hasEnded();
      await this.people.appointWithin(tx, userId, invitedById);
    } else if (cohortId !== null && role === 'instructor') {
      const [seated] = await tx.query<{ id: string }[]>(
        `SELECT e.id FROM enrolments e ${lastEvent} WHERE e.cohort_id = $1 AND e.user_id = $2
            AND last.kind NOT IN ('withdrawn', 'left')`,
        [cohortId, userId],
      );
      if (seated) throw forbidden('You are a student of this cohort, so you can’t teach it.');
      await tx
        .createQueryBuilder()
        .insert()
        .into(CohortInstructor)
        .values({ cohortId, userId, assignedById: invitedById, assignedAt: this.clock.now() })
        .orIgnore()
        .execute();
    } else if (cohortId !== null) {
      await this.admissions.grant(tx, { cohortId, userId, via: 'invitation', byId: invitedById });
      await this.enrolments.enrolWithin(tx, cohortId, userId, userId);
    }
  }

  private expiry(): Date {
    return new Date(this.clock.now().getTime() + LIFETIME_MS);
  }

  private note(
    tx: EntityManager,
    action: string,
    { role, cohortId }: Place,
    actorId: string,
    facts: Record<string, number>,
  ): Promise<void> {
    return this.audit.record(tx, {
      actorId,
      action,
      subjectType: cohortId === null ? 'user' : 'cohort',
      subjectId: cohortId ?? actorId,
      facts: { role, ...facts },
    });
  }
}

const addressesOf = (people: readonly ListedPerson[]) =>
  people.flatMap(({ email }) => (email === null ? [] : [email]));

const selectOpen = `
  SELECT i.id, i.role, i.email, i.name, i.created_at AS "createdAt", i.expires_at AS "expiresAt",
         u.name AS "invitedBy",
         CASE WHEN c.id IS NULL THEN NULL ELSE
           json_build_object('id', c.id, 'slug', c.slug, 'name', c.name, 'title', v.title) END AS cohort
    FROM invitations i JOIN users u ON u.id = i.invited_by_id
    LEFT JOIN cohorts c ON c.id = i.cohort_id LEFT JOIN course_versions v ON v.id = c.course_version_id
   WHERE i.accepted_at IS NULL AND i.expires_at > $1 AND ${byWhoMay}`;

const hasEnded = () => notFound('This invitation has been used, was taken back or has ended.');
