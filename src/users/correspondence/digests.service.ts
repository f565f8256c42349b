import { Injectable, type OnModuleInit } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Clock } from '../../platform/clock/clock.js';
import { Config } from '../../platform/config/config.js';
import { Jobs } from '../../platform/jobs/jobs.js';
import { type Mail, Mailer } from '../../platform/mail/mailer.js';
import { Correspondence, DIGEST, type Letter, type Reader } from './correspondence.js';
import { lastDigest } from './digest.rules.js';

export const DIGESTS = 'mail.digests';
/** Zones differ by quarters of an hour. */
const EVERY_QUARTER = '*/15 * * * *';
/** As long as a mail is posted once, so that a line never comes twice. */
const KEPT_DAYS = 90;

interface Digest {
  personId: string;
  /** ISO 8601, UTC: the 07:00 that it is of. */
  at: string;
}

/**
 * At 07:00 of their day, one mail to everybody for whom something waits: a line and a link each. What has passed
 * meanwhile is left out, and when nothing is left nothing is sent. After an outage the digest comes late, but comes.
 */
@Injectable()
export class Digests implements OnModuleInit {
  constructor(
    private readonly db: DataSource,
    private readonly clock: Clock,
    private readonly config: Config,
    private readonly jobs: Jobs,
    private readonly mailer: Mailer,
    private readonly correspondence: Correspondence,
  ) {}

  onModuleInit(): void {
    this.mailer.define(DIGEST, (digest: Digest) => this.compose(digest));
    this.jobs.repeat(DIGESTS, EVERY_QUARTER, {}, () => this.sendDue());
  }

  /** Closes the digests whose hour has come and posts them: the same statements for one reader and for thousands. */
  private async sendDue(): Promise<void> {
    const now = this.clock.now();
    const waiting = await this.db.query<{ personId: string; timeZone: string; since: Date }[]>(
      `SELECT i.person_id AS "personId", u.time_zone AS "timeZone", min(i.waiting_since) AS since
         FROM digest_items i JOIN users u ON u.id = i.person_id WHERE i.digest_at IS NULL GROUP BY i.person_id, u.id`,
    );
    const due = waiting.flatMap(({ personId, timeZone, since }) => {
      const at = lastDigest(timeZone, now);
      return since < at ? [{ personId, at: at.toISOString() }] : [];
    });
    await this.db.transaction(async (tx) => {
      await tx.query(
        `UPDATE digest_items i SET digest_at = due.at FROM unnest($1::uuid[], $2::timestamptz[]) AS due(person_id, at)
          WHERE i.person_id = due.person_id AND i.digest_at IS NULL AND i.waiting_since < due.at`,
        [due.map(({ personId }) => personId), due.map(({ at }) => at)],
      );
      await tx.query(
        `DELETE FROM digest_items WHERE digest_at < $1::timestamptz - make_interval(days => $2)`,
        [now, KEPT_DAYS],
      );
      await this.mailer.postAll(tx, DIGEST, due);
    });
  }

  private async compose({ personId, at }: Digest): Promise<Mail | null> {
    const [reader] = await this.db.query<Reader[]>(
      `SELECT id, name, email AS address, time_zone AS "timeZone" FROM users
        WHERE id = $1 AND erased_at IS NULL AND email IS NOT NULL`,
      [personId],
    );
    if (!reader) return null;
    const items = await this.db.query<{ kind: string; ids: object }[]>(
      `SELECT i.kind, i.ids FROM digest_items i
         LEFT JOIN mail_preferences p ON p.person_id = i.person_id AND p.kind = i.kind
        WHERE i.person_id = $1 AND i.digest_at = $2 AND p.delivery IS DISTINCT FROM 'never'
        ORDER BY i.waiting_since, i.id`,
      [personId, at],
    );
    const letters: Letter[] = [];
    for (const { kind, ids } of items) {
      const letter = await this.correspondence.letterOf(kind, ids, reader);
      if (letter) letters.push(letter);
    }
    const [first] = letters;
    return first
      ? this.correspondence.mailOf(DIGEST, reader, digestLetter(first, letters, this.config.publicUrl))
      : null;
  }
}

function digestLetter(first: Letter, letters: readonly Letter[], publicUrl: string): Letter {
  const more = letters.length - 1;
  return {
    subject: more === 0 ? first.subject : `${first.subject}, and ${String(more)} more`,
    gist: letters.length === 1 ? first.gist : letters.map(({ subject }) => subject).join(' · '),
    template: DIGEST,
    model: {
      link: `${publicUrl}/`,
      items: letters.map(({ subject, gist, model: { link } }) => ({ subject, gist, link })),
    },
  };
}
