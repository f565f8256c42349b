import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { Clock } from '../../platform/clock/clock.js';
import { Config } from '../../platform/config/config.js';
import { type JobData } from '../../platform/jobs/job-data.js';
import { type Mail, Mailer } from '../../platform/mail/mailer.js';
import { Tokens } from '../../platform/tokens/tokens.js';
import { nextDigest } from './digest.rules.js';
import { type Delivery } from './mail-preference.entity.js';
import { type Stoppable } from './mail-preferences.service.js';

/** Whom a mail is for, as they are when it is sent. */
export interface Reader {
  id: string;
  name: string;
  address: string;
  /** IANA name. */
  timeZone: string;
}

/** What one person is told, by a mail of its own or by a line of the digest. */
export interface Letter {
  /** One line that says it all; the mail's subject, and the link's words in the digest. */
  subject: string;
  /** One sentence more: what a mailbox shows beside the subject, and the line below it in the digest. */
  gist: string;
  /** The name of a mail below `views/mail`. It can print `recipientName` and `gist`, too. */
  template: string;
  /** What the template prints; `link` is the whole address that it is about. */
  model: Readonly<Record<string, unknown>> & { readonly link: string };
  /** When it will be of no use any more. What can't wait for the digest until then is sent at once. */
  pastAt?: Date;
}

export interface MailKind<I> {
  /** What the page of preferences calls it: "A week begins". */
  title: string;
  /** One sentence there: what it tells, and when it comes. */
  about: string;
  /** Null for mail that can be turned off; otherwise one sentence that says why this can't be. */
  required: string | null;
  /**
   * Reads what is true now and puts it into words, in the reader's zone; null when there is nothing to say any more,
   * since the matter has passed, moved or ended. It may be asked twice about the same ids.
   */
  compose(ids: I, reader: Reader): Promise<Letter | null>;
}

/** Mail that another module sends by itself, since it must reach whoever it is for: named for the preferences' page. */
export type AlwaysSent = Pick<MailKind<never>, 'title' | 'about'> & { required: string };

export const DIGEST = 'daily-digest';
const PREFERENCES = '/account/mail';

const account: AlwaysSent = {
  title: 'Your account',
  about: 'The links that you ask for, and a note when your address or password has changed.',
  required: 'It keeps the account yours.',
};

/**
 * Mail to people with an account, as they chose to get it. A module defines each kind of mail; a post names the kind,
 * the person and the ids it is about, and what becomes of it – a mail, a line of the digest, nothing – is settled when
 * its job runs. Whoever was erased gets nothing. `Mailer` says how often a mail is sent: once.
 */
@Injectable()
export class Correspondence {
  private readonly kinds = new Map<string, MailKind<never>>();
  private readonly mentioned: AlwaysSent[] = [];

  constructor(
    private readonly db: DataSource,
    private readonly clock: Clock,
    private readonly config: Config,
    private readonly mailer: Mailer,
    private readonly tokens: Tokens,
  ) {}

  /**
   * Says what a kind of mail is; to be called in `onModuleInit`.
   *
   * @param kind such as `week-opens`; it is kept in jobs, preferences and links
   * @throws Error when it is defined twice
   */
  define<I extends JobData<I> & { personId: string }>(kind: string, definition: MailKind<I>): void {
    this.mailer.define(kind, (ids: I) => this.deliver(kind, definition, ids));
    this.kinds.set(kind, definition);
  }

  /** Names mail that is always sent, and not through here. */
  mention(mail: AlwaysSent): void {
    this.mentioned.push(mail);
  }

  /**
   * Posts a mail to a person if and when `tx` commits: once for the same ids, which hold what tells one matter from
   * the next, such as the instant of what is announced.
   *
   * @returns false when the same was posted before, within 90 days
   */
  post<I extends JobData<I> & { personId: string }>(
    tx: EntityManager,
    kind: string,
    ids: I,
  ): Promise<boolean> {
    return this.mailer.post(tx, kind, ids);
  }

  /** The same to many people, with one statement for every 1,000. @returns how many were not posted before */
  postAll<I extends JobData<I> & { personId: string }>(
    tx: EntityManager,
    kind: string,
    many: readonly I[],
  ): Promise<number> {
    return this.mailer.postAll(tx, kind, many);
  }

  /** What can be turned off, in the order in which it was defined. */
  optional(): { kind: string; title: string; about: string }[] {
    return [...this.kinds].flatMap(([kind, { title, about, required }]) =>
      required === null ? [{ kind, title, about }] : [],
    );
  }

  /** What can't be turned off, and why. */
  required(): AlwaysSent[] {
    const kinds = [...this.kinds.values()].flatMap(({ title, about, required }) =>
      required === null ? [] : [{ title, about, required }],
    );
    return [account, ...kinds, ...this.mentioned];
  }

  /** What the token of a mail's link stops, and for whom; null when no mail of ours carried it. */
  stoppedBy(token: string): { personId: string; what: Stoppable; title: string } | null {
    const digest = this.tokens.read(purposeOf(DIGEST), token);
    if (digest !== null) return { personId: digest, what: { digest: true }, title: 'The daily digest' };
    for (const { kind, title } of this.optional()) {
      const personId = this.tokens.read(purposeOf(kind), token);
      if (personId !== null) return { personId, what: { digest: false, kind }, title };
    }
    return null;
  }

  /** A mail that its reader can stop; the frame and the headers say how. */
  mailOf(kind: string, reader: Reader, { subject, gist, template, model }: Letter): Mail {
    const { publicUrl } = this.config;
    const token = this.tokens.make(purposeOf(kind), reader.id);
    const optional = {
      unsubscribeUrl: `${publicUrl}/mail/unsubscribes/${token}`,
      preferencesUrl: `${publicUrl}${PREFERENCES}`,
    };
    return {
      to: { name: reader.name, address: reader.address },
      subject,
      template,
      model: { recipientName: reader.name, gist, ...model },
      ...((this.kinds.get(kind)?.required ?? null) === null ? { optional } : {}),
    };
  }

  /** What a line of the digest says now; null when it is past, or its reader wants no such mail any more. */
  async letterOf(kind: string, ids: object, reader: Reader): Promise<Letter | null> {
    const definition = this.kinds.get(kind);
    if (!definition) return null;
    const letter = await definition.compose(ids as never, reader);
    return letter && (letter.pastAt ?? this.clock.now()) >= this.clock.now() ? letter : null;
  }

  private async deliver<I extends { personId: string }>(
    kind: string,
    definition: MailKind<I>,
    ids: I,
  ): Promise<Mail | null> {
    const found = await this.readerOf(ids.personId, kind);
    if (!found) return null;
    const { delivery, ...reader } = found;
    const { required } = definition;
    if (required === null && delivery === 'never') return null;
    const letter = await definition.compose(ids, reader);
    if (!letter) return null;
    const now = this.clock.now();
    const digestAt = nextDigest(reader.timeZone, now);
    if (required !== null || delivery !== 'digest' || (letter.pastAt && letter.pastAt <= digestAt)) {
      return this.mailOf(kind, reader, letter);
    }
    // The job may run twice, and an erasure of the reader may be on its way.
    await this.db.query(
      `INSERT INTO digest_items (person_id, kind, ids, waiting_since)
       SELECT id, $2, $3, $4 FROM users WHERE id = $1 AND erased_at IS NULL FOR SHARE
       ON CONFLICT (person_id, kind, ids) DO NOTHING`,
      [reader.id, kind, JSON.stringify(ids), now],
    );
    return null;
  }

  /** Null once the person is erased. */
  private async readerOf(personId: string, kind: string): Promise<(Reader & { delivery: Delivery }) | null> {
    const [row] = await this.db.query<(Reader & { delivery: Delivery })[]>(
      `SELECT u.id, u.name, u.email AS address, u.time_zone AS "timeZone", COALESCE(p.delivery, 'at-once') AS delivery
         FROM users u LEFT JOIN mail_preferences p ON p.person_id = u.id AND p.kind = $2
        WHERE u.id = $1 AND u.erased_at IS NULL AND u.email IS NOT NULL`,
      [personId, kind],
    );
    return row ?? null;
  }
}

const purposeOf = (kind: string) => `unsubscribe from ${kind}`;
