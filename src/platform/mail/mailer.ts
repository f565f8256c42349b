import { createHash } from 'node:crypto';
import { Inject, Injectable, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { type EntityManager } from 'typeorm';
import { Config } from '../config/config.js';
import { type JobData } from '../jobs/job-data.js';
import { Jobs } from '../jobs/jobs.js';
import { Mailbox } from './mailbox.js';
import { MailTemplates } from './mail-templates.js';
import { type Attachment, type MailTransport } from './mail-transport.js';

/** A mail to one person, as the module that sends it composes it. */
export interface Mail {
  to: { name: string; address: string };
  /** One line. */
  subject: string;
  /** The name of a mail below `views/mail`. */
  template: string;
  /** What the template prints; `link` is the whole address that the mail is about. */
  model: Readonly<Record<string, unknown>> & { readonly link: string };
  attachments?: readonly Attachment[];
  /** For a mail that its reader can stop: where, at once and without signing in, and where they choose what they get. */
  optional?: { unsubscribeUrl: string; preferencesUrl: string };
}

/** What became of a mail that was posted. */
export interface MailFate {
  /** `silent`: when it was to be sent, there was nothing to say any more. */
  readonly state: 'waiting' | 'sent' | 'silent' | 'failed';
  /** When it ended so; when it was posted of one that waits. */
  readonly at: Date;
}

type Compose = (ids: never) => Promise<Mail | null>;

const queue = 'mail.send';
/** What is noted with a mail of which nothing was left to say. */
const SILENT = 'silent';
const keptSeconds = 90 * 24 * 3600;

export const MAIL_TRANSPORT = Symbol('how mails leave the house');
export const MAILBOX = Symbol('the mailbox of the demo');

/**
 * Mail, sent by jobs. A module registers each kind of mail with the function that composes it, and posts a mail by
 * naming the kind and the ids it is about; who gets it and what it says is read when it is sent. So a queue holds no
 * names, a corrected name is right, and whoever was erased gets nothing.
 *
 * How often: a mail of the same kind about the same ids is posted once within 90 days, however often it is asked for.
 * It is sent once unless the process is killed between the mail server's acceptance and the note of it; then it is
 * sent again, with the same Message-ID, by which many mail systems drop the second copy. More is not to be had, as
 * SMTP knows no transaction (RFC 5321, section 4.5.5, wants the receiver to prefer a double to a loss).
 */
@Injectable()
export class Mailer implements OnModuleInit, OnApplicationShutdown {
  private readonly kinds = new Map<string, Compose>();

  constructor(
    private readonly config: Config,
    private readonly jobs: Jobs,
    private readonly templates: MailTemplates,
    @Inject(MAIL_TRANSPORT) private readonly transport: MailTransport,
    @Inject(MAILBOX) private readonly mailbox: Mailbox | null,
  ) {}

  /**
   * Says how a kind of mail is composed; to be called in `onModuleInit`. The function returns null when there is
   * nothing to say any more, e.g. because the person was erased.
   *
   * @param kind such as `certificate-ready`; it is kept in jobs
   */
  define<I extends JobData<I>>(kind: string, compose: (ids: I) => Promise<Mail | null>): void {
    if (this.kinds.has(kind)) throw new Error(`The mail ${kind} is defined twice.`);
    this.kinds.set(kind, compose);
  }

  /**
   * Posts a mail if and when `tx` commits. For a mail that may come again, such as a link to reset a password, the
   * ids must tell one time from the next.
   *
   * @returns false when the same mail was posted before
   */
  async post<I extends JobData<I>>(tx: EntityManager, kind: string, ids: I): Promise<boolean> {
    if (!this.kinds.has(kind)) throw new Error(`The mail ${kind} is not defined.`);
    if (this.config.mailsNothing) return true;
    return this.jobs.enqueue(tx, queue, { ...ids, kind }, { onceKey: keyOf(kind, ids) });
  }

  /**
   * Posts many mails of a kind if and when `tx` commits, with one statement for every 1,000.
   *
   * @returns how many were posted; the others were before
   */
  async postAll<I extends JobData<I>>(tx: EntityManager, kind: string, many: readonly I[]): Promise<number> {
    if (!this.kinds.has(kind)) throw new Error(`The mail ${kind} is not defined.`);
    if (this.config.mailsNothing) return many.length;
    const jobs = many.map((ids) => ({ data: { ...ids, kind }, onceKey: keyOf(kind, ids) }));
    return this.jobs.enqueueOnce(tx, queue, jobs);
  }

  /** How many of these mails, which were all posted, are still to be sent, and how many could not be. One statement. */
  async unsent<I extends JobData<I>>(
    kind: string,
    many: readonly I[],
  ): Promise<{ waiting: number; failed: number }> {
    return this.jobs.unfinished(
      queue,
      many.map((ids) => keyOf(kind, ids)),
    );
  }

  /** What became of each of these mails, in their order; null for one that never was, or 90 days ago. One statement. */
  async fates(mails: readonly { kind: string; ids: object }[]): Promise<(MailFate | null)[]> {
    const fates = await this.jobs.fates(
      queue,
      mails.map(({ kind, ids }) => keyOf(kind, ids)),
    );
    return fates.map((fate) => {
      if (fate === null) return null;
      const { state, at, note } = fate;
      return { at, state: state === 'done' ? (note === SILENT ? 'silent' : 'sent') : state };
    });
  }

  /**
   * Opens the demo's mailbox; without that it opens with the first mail.
   *
   * @returns the address at which its mails can be read, or null outside the demo
   */
  async openMailbox(): Promise<string | null> {
    return this.mailbox ? (await this.mailbox.open()).webUrl : null;
  }

  onModuleInit(): void {
    const settings = { retryLimit: 10, retryDelaySeconds: 10, keepSeconds: keptSeconds, concurrency: 2 };
    this.jobs.define(queue, settings, async ({ kind, ...ids }: { kind: string }, { note }) => {
      if (!(await this.deliver(kind, ids))) note(SILENT);
    });
  }

  async onApplicationShutdown(): Promise<void> {
    await this.transport.close();
  }

  /** @returns false when there was nothing to say */
  private async deliver(kind: string, ids: object): Promise<boolean> {
    const compose = this.kinds.get(kind);
    if (!compose) throw new Error(`The mail ${kind} is not defined.`);
    const mail = await compose(ids as never);
    if (mail) await this.send(mail, messageIdOf(keyOf(kind, ids), this.config.publicUrl));
    return mail !== null;
  }

  private async send(
    { to, subject, template, model, attachments = [], optional }: Mail,
    messageId: string,
  ): Promise<void> {
    const { mailFrom: from, publicUrl } = this.config;
    const frame = { subject, sender: senderOf(from), publicUrl, optional: optional ?? null };
    const { html, text } = this.templates.render(template, { ...model, ...frame });
    const unsubscribe = optional ? { unsubscribeUrl: optional.unsubscribeUrl } : {};
    await this.transport.send({
      messageId,
      from,
      to,
      subject,
      html,
      text,
      attachments,
      link: model.link,
      ...unsubscribe,
    });
  }
}

/** The same for the same ids, in whatever order they stand. */
function keyOf(kind: string, ids: object): string {
  return JSON.stringify([kind, ...Object.entries(ids).sort(([a], [b]) => (a < b ? -1 : 1))]);
}

function messageIdOf(key: string, publicUrl: string): string {
  const digest = createHash('sha256').update(key).digest('hex').slice(0, 32);
  return `<${digest}@${new URL(publicUrl).hostname}>`;
}

/** `Capstone` of `Capstone <hello@capstone.example>`, or else the address. */
function senderOf(mailFrom: string): string {
  const name = /^\s*"?([^"<]*?)"?\s*</.exec(mailFrom)?.[1];
  return name === undefined || name === '' ? mailFrom.replace(/[<>]/g, '') : name;
}
