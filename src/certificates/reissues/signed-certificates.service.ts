import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { type JobFate, Jobs } from '../../platform/jobs/jobs.js';
import { type KeyPurpose } from '../keys/signing-key.js';
import { type CertificateListing } from '../register/certificate.entity.js';
import { type ListPlace } from './list-place.rules.js';
import { REISSUE } from './reissues.service.js';
import { failuresNoted, runKey } from './runs.rules.js';
import { signedSince } from './signed-since.rules.js';

const PAGE_SIZE = 50;
/** Jobs whose end is asked for at once. */
const RUNS = 100;
/** Beyond it nothing is counted. */
export const MOST_COUNTED = 10_000;

/** What a key has signed since a moment. */
export interface SignedCertificates {
  /** By what they are listed as; of the newest 10,000 where there are more. */
  readonly states: Readonly<Record<CertificateListing['state'], number>>;
  /** Null: more than 10,000. */
  readonly total: number | null;
  /** Of this page, the last that was signed first. */
  readonly ids: readonly string[];
  /** Where the next page begins; null behind the last one. */
  readonly older: ListPlace | null;
}

/** How far issuing them anew has come, however often it was asked for. */
export interface ReissueProgress {
  /** When it was last asked for, and by whom: null for somebody who was erased. */
  readonly asked: { readonly at: Date; readonly by: string | null } | null;
  /** `given-up`: its last job was killed or cut off at every try. */
  readonly state: 'waiting' | 'given-up' | 'failed' | 'done';
  /** How many could not be issued, by why. */
  readonly failures: readonly { readonly why: string; readonly count: number }[];
  /** Certificates in the place of others, and how many of them have their file; 10,000 at most. */
  readonly issued: number;
  readonly files: number;
}

/** A key that was in other hands since then. */
interface Compromised {
  readonly keyId: string;
  readonly purpose: KeyPurpose;
  readonly since: Date;
}

const none = {
  standing: 0,
  'key-compromised': 0,
  suspended: 0,
  revoked: 0,
  superseded: 0,
  erased: 0,
} satisfies SignedCertificates['states'];

/** Which certificates depend on a key, for administrators. However many there are, a bounded number is read. */
@Injectable()
export class SignedCertificatesReads {
  constructor(
    private readonly db: DataSource,
    private readonly jobs: Jobs,
  ) {}

  /**
   * Five statements, and one more for every 100 jobs that it took. What has come of them is asked first, and counted then:
   * a job that ends in between would otherwise be told as ended and as having done nothing.
   */
  async of(
    key: Compromised,
    place: ListPlace | null,
  ): Promise<SignedCertificates & { progress: ReissueProgress }> {
    const progress = await this.progress(key.keyId);
    return { ...(await this.since(key, place)), progress };
  }

  private async since(
    { keyId, purpose, since }: Compromised,
    place: ListPlace | null,
  ): Promise<SignedCertificates> {
    const signed = `SELECT s.certificate_id, s.at FROM (${signedSince[purpose]}) AS s`;
    const inOrder = 'ORDER BY s.at DESC, s.certificate_id DESC';
    const behind = place ? `WHERE (s.at, s.certificate_id) < ($3::timestamptz, $4::uuid)` : '';
    const [counted, listed] = await Promise.all([
      this.db.query<{ state: CertificateListing['state']; count: number }[]>(
        `SELECT l.state, count(*)::int FROM (${signed} ${inOrder} LIMIT ${MOST_COUNTED + 1}) AS newest
           JOIN certificate_listings l ON l.certificate_id = newest.certificate_id GROUP BY l.state`,
        [keyId, since],
      ),
      this.db.query<{ id: string; at: Date }[]>(
        `SELECT page.certificate_id AS id, page.at FROM (${signed} ${behind} ${inOrder} LIMIT ${PAGE_SIZE + 1}) AS page
          ORDER BY page.at DESC, page.certificate_id DESC`,
        [keyId, since, ...(place ? [place.at, place.id] : [])],
      ),
    ]);
    const total = counted.reduce((sum, { count }) => sum + count, 0);
    const page = listed.slice(0, PAGE_SIZE);
    return {
      states: { ...none, ...Object.fromEntries(counted.map(({ state, count }) => [state, count])) },
      total: total > MOST_COUNTED ? null : total,
      ids: page.map(({ id }) => id),
      older: listed.length > PAGE_SIZE ? (page.at(-1) ?? null) : null,
    };
  }

  private async progress(keyId: string): Promise<ReissueProgress> {
    const [asked] = await this.db.query<{ id: string; at: Date; by: string | null }[]>(
      `SELECT q.id, q.at, u.name AS by FROM certificate_reissues q JOIN users u ON u.id = q.actor_id
        WHERE q.key_id = $1 ORDER BY q.at DESC LIMIT 1`,
      [keyId],
    );
    const runs = asked ? await this.runs(asked.id) : [];
    // Of whoever is erased meanwhile there will be no file.
    const [made] = await this.db.query<[{ issued: number; files: number }]>(
      `SELECT count(*)::int AS issued, count(*) FILTER (WHERE f.id IS NOT NULL OR l.state = 'erased')::int AS files
         FROM (SELECT r.certificate_id FROM certificate_reissues q
                 JOIN reissued_certificates r ON r.reissue_id = q.id WHERE q.key_id = $1 LIMIT ${MOST_COUNTED}) AS made
         JOIN certificate_listings l ON l.certificate_id = made.certificate_id
         LEFT JOIN certificate_files f ON f.certificate_id = made.certificate_id AND f.kind = 'pdf'`,
      [keyId],
    );
    const failures = failuresNoted(runs.map(({ note }) => note));
    const ended = {
      waiting: 'waiting',
      failed: 'given-up',
      done: failures.length > 0 ? 'failed' : 'done',
    } as const;
    return { asked: asked ?? null, state: ended[runs.at(-1)?.state ?? 'done'], failures, ...made };
  }

  /** What became of its jobs, in their order. */
  private async runs(reissueId: string): Promise<JobFate[]> {
    const runs: JobFate[] = [];
    for (;;) {
      const keys = Array.from({ length: RUNS }, (_, at) => runKey(reissueId, runs.length + at));
      const found = (await this.jobs.fates(REISSUE, keys)).filter((fate) => fate !== null);
      runs.push(...found);
      if (found.length < RUNS) return runs;
    }
  }
}
