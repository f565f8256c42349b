import { Injectable, type OnModuleInit } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Clock } from '../platform/clock/clock.js';
import { Jobs } from '../platform/jobs/jobs.js';

export const CLEAN_UP = 'accounts.clean-up';
const KEPT_MS = 30 * 24 * 60 * 60 * 1000;

/** Takes away what was under way and came to nothing, and what has ended, once a night. */
@Injectable()
export class AccountsCleanUp implements OnModuleInit {
  constructor(
    private readonly db: DataSource,
    private readonly clock: Clock,
    private readonly jobs: Jobs,
  ) {}

  onModuleInit(): void {
    this.jobs.repeat(CLEAN_UP, '17 3 * * *', {}, () => this.run());
  }

  /** A sign-up holds a stranger's name, so it goes as soon as its link has ended; everything else after a month. */
  async run(): Promise<void> {
    const now = this.clock.now();
    const longAgo = new Date(now.getTime() - KEPT_MS);
    await this.db.query('DELETE FROM sign_ups WHERE expires_at <= $1', [now]);
    await this.db.query('DELETE FROM password_resets WHERE expires_at <= $1', [longAgo]);
    await this.db.query('DELETE FROM address_changes WHERE expires_at <= $1', [longAgo]);
    await this.db.query('DELETE FROM sessions WHERE expires_at <= $1', [longAgo]);
  }
}
