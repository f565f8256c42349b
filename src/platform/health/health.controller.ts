import { Controller, Get, HttpException, Res } from '@nestjs/common';
import { HealthCheckService, HealthIndicatorService } from '@nestjs/terminus';
import { type FastifyReply } from 'fastify';
import { DataSource } from 'typeorm';
import { Jobs } from '../jobs/jobs.js';
import { Public } from '../web/public.decorator.js';

/** For supervisors and load balancers. The answers say what is down and nothing about why. */
@Public()
@Controller('health')
export class HealthController {
  constructor(
    private readonly checks: HealthCheckService,
    private readonly indicators: HealthIndicatorService,
    private readonly db: DataSource,
    private readonly jobs: Jobs,
  ) {}

  /** Whether this process answers at all; if not, it wants a restart. */
  @Get('live')
  live(): { status: string } {
    return { status: 'ok' };
  }

  /** Whether this process can do its work; if not (503), people are better sent to another. */
  @Get('ready')
  async ready(@Res({ passthrough: true }) reply: FastifyReply): Promise<Record<string, string>> {
    const parts = { database: () => this.db.query('SELECT 1'), jobs: () => this.jobs.ping() };
    const checks = Object.entries(parts).map(
      ([name, ping]) =>
        () =>
          this.indicators
            .check(name)
            .attempt(async () => {
              await ping();
            })
            .withTimeout(2_000),
    );
    const { status, details } = await this.checks.check(checks).catch((error: unknown) => {
      if (!(error instanceof HttpException)) throw error;
      reply.status(error.getStatus());
      return error.getResponse() as { status: string; details: Record<string, { status: string }> };
    });
    // Terminus adds what the error said, which is for the log.
    const states = Object.entries(details).map(([name, detail]) => [name, detail.status] as const);
    return { status, ...Object.fromEntries(states) };
  }
}
