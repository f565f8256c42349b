import {
  type BeforeApplicationShutdown,
  Injectable,
  Logger,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Clock } from '../../platform/clock/clock.js';
import { Config } from '../../platform/config/config.js';
import { safeError } from '../../platform/logs/safe-error.js';
import { sessionCookieName } from '../../users/sessions/session-cookie.js';
import { type Code } from '../register/code.rules.js';
import { DAYS_SHOWN, dayBefore, isLook, lastDays, type LookCounts, type LookHeaders } from './looks.rules.js';

const WRITTEN_EVERY_MS = 5_000;
/** Certificates and days that wait; with more, they are written at once. */
const MOST_WAITING = 10_000;

/**
 * How often a certificate's public page is looked at: a count a day, and nothing about who looked. Looks are counted in
 * memory and written together every few seconds and when the process ends, so a look costs no statement. A process that
 * is killed loses those of its last seconds.
 */
@Injectable()
export class Looks implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly log = new Logger('Looks');
  private readonly sessionCookie: string;
  /** Day, a space, code. */
  private waiting = new Map<string, number>();
  private writing: Promise<void> = Promise.resolve();
  private timer: NodeJS.Timeout | null = null;

  constructor(
    private readonly db: DataSource,
    private readonly clock: Clock,
    config: Config,
  ) {
    this.sessionCookie = sessionCookieName(config);
  }

  onApplicationBootstrap(): void {
    if (this.clock.runs) this.timer = setInterval(() => void this.write(), WRITTEN_EVERY_MS).unref();
  }

  async beforeApplicationShutdown(): Promise<void> {
    if (this.timer) clearInterval(this.timer);
    await this.write();
  }

  /** A page of this certificate goes out. */
  count(code: Code, headers: LookHeaders): void {
    if (!isLook(headers, this.sessionCookie)) return;
    const name = `${dayBefore(this.clock.now(), 0)} ${code}`;
    this.waiting.set(name, (this.waiting.get(name) ?? 0) + 1);
    if (this.waiting.size >= MOST_WAITING) void this.write();
  }

  /** Writes what was counted so far, and what is being written. It never throws: what could not be written waits on. */
  async write(): Promise<void> {
    this.writing = this.writing.then(() => this.writeWaiting());
    await this.writing;
  }

  /** One statement. */
  async of(certificateId: string): Promise<LookCounts> {
    const now = this.clock.now();
    const [row] = await this.db.query<{ total: number; days: Record<string, number> | null }[]>(
      `SELECT coalesce(sum(looks), 0)::int AS total, json_object_agg(day, looks) FILTER (WHERE day >= $2) AS days
         FROM certificate_looks WHERE certificate_id = $1`,
      [certificateId, dayBefore(now, DAYS_SHOWN - 1)],
    );
    return { total: row?.total ?? 0, days: lastDays(row?.days ?? {}, now) };
  }

  private async writeWaiting(): Promise<void> {
    const looks = this.waiting;
    if (looks.size === 0) return;
    this.waiting = new Map();
    try {
      // Of an erased certificate nothing is counted; an erasure on its way is waited for. One order for all processes.
      await this.db.query(
        `INSERT INTO certificate_looks (certificate_id, day, looks)
         SELECT c.id, n.day, n.looks
           FROM unnest($1::text[], $2::date[], $3::integer[]) AS n (code, day, looks)
           JOIN certificates c ON c.code = n.code
           JOIN certificate_snapshots s ON s.certificate_id = c.id AND s.body IS NOT NULL
          ORDER BY c.id, n.day FOR KEY SHARE OF c FOR SHARE OF s
         ON CONFLICT (certificate_id, day) DO UPDATE SET looks = certificate_looks.looks + excluded.looks`,
        [
          [...looks.keys()].map((name) => name.slice(11)),
          [...looks.keys()].map((name) => name.slice(0, 10)),
          [...looks.values()],
        ],
      );
    } catch (error) {
      this.log.warn({ err: safeError(error) }, 'Looks at certificates could not be written yet.');
      if (this.waiting.size >= MOST_WAITING) return;
      for (const [name, n] of looks) this.waiting.set(name, (this.waiting.get(name) ?? 0) + n);
    }
  }
}
