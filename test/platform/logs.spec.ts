/**
 * The first application of a process makes nestjs-pino's logger for all that follow: this file has its own modules.
 *
 * @jest-environment node
 */
import { Controller, Get, Logger, Post } from '@nestjs/common';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { Test } from '@nestjs/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Logger as PinoNestLogger, PARAMS_PROVIDER_TOKEN } from 'nestjs-pino';
import { Clock } from '../../src/platform/clock/clock.js';
import { readConfig } from '../../src/platform/config/config.js';
import { createDataSource } from '../../src/platform/database/data-source.js';
import { logSettings } from '../../src/platform/logs/log-settings.js';
import { LogsModule } from '../../src/platform/logs/logs.module.js';
import { safeError } from '../../src/platform/logs/safe-error.js';
import { PlatformModule } from '../../src/platform/platform.module.js';

const logger = new Logger('Pages');

@Controller()
class Pages {
  @Get('verify/:code')
  verify(): string {
    logger.log('looked up');
    return 'valid';
  }

  @Post('sign-in')
  async signIn(): Promise<string> {
    await new Promise((resolve) => setTimeout(resolve, 5));
    logger.warn({ msg: 'a try', email: 'alice@capstone.example', user: { password: 'hunter2', id: 'u1' } });
    return 'no';
  }

  @Get('broken')
  broken(): never {
    const err = new Error('The key (email)=(alice@capstone.example) is taken.');
    logger.error({ err, msg: 'it broke' });
    logger.warn({ err: safeError(err), msg: 'it broke before' });
    throw new Error('alice@capstone.example');
  }

  @Get('health/live')
  live(): string {
    return 'ok';
  }
}

describe('Logs', () => {
  const written: string[] = [];
  let app: NestFastifyApplication;

  beforeAll(async () => {
    const config = readConfig({ SECRET: 'b3f1c2d4e5a697887a6b5c4d3e2f1a0b', DATA_DIR: '/nowhere' });
    const db = createDataSource({ url: 'postgres://nobody@127.0.0.1/none', entities: [] });
    const module = await Test.createTestingModule({
      imports: [PlatformModule.on({ config, db, clock: new Clock() }), LogsModule],
      controllers: [Pages],
    })
      .overrideProvider(PARAMS_PROVIDER_TOKEN)
      .useValue({
        pinoHttp: [logSettings({ logLevel: 'info' }), { write: (line: string) => written.push(line) }],
        forRoutes: [],
      })
      .compile();
    app = module.createNestApplication<NestFastifyApplication>(new FastifyAdapter());
    app.useLogger(app.get(PinoNestLogger));
    await app.init();
  });
  beforeEach(() => {
    written.length = 0;
  });
  afterAll(() => app.close());

  const lines = () => written.map((line) => JSON.parse(line) as Record<string, unknown>);

  it('tell each request by its route, never by its address', async () => {
    const answer = await app.inject({
      url: '/verify/7Q4K-2M9T?from=erin',
      headers: { cookie: 'session=s3cret', authorization: 'Bearer t0ken', 'user-agent': 'Erin’s phone' },
    });
    expect(answer.statusCode).toBe(200);
    const request = answer.headers['x-request-id'];
    expect(request).toMatch(/^[0-9a-f-]{36}$/);
    expect(lines()).toEqual([
      { level: 'info', time: expect.any(String) as unknown, request, context: 'Pages', msg: 'looked up' },
      {
        level: 'info',
        time: expect.any(String) as unknown,
        request,
        method: 'GET',
        route: '/verify/:code',
        status: 200,
        ms: expect.any(Number) as unknown,
        msg: 'answered',
      },
    ]);
  });

  it('know a request that leads nowhere by nothing at all', async () => {
    await app.inject({ url: '/alice@capstone.example/secret?token=1' });
    expect(lines()).toEqual([expect.objectContaining({ route: 'none', status: 404 })]);
    expect(written.join()).not.toMatch(/alice|secret|token/);
  });

  it('carry the request’s id across what it waits for, and keep concurrent requests apart', async () => {
    const answers = await Promise.all([
      app.inject({ method: 'POST', url: '/sign-in' }),
      app.inject({ method: 'POST', url: '/sign-in' }),
    ]);
    const ids = answers.map((answer) => answer.headers['x-request-id']);
    expect(new Set(ids).size).toBe(2);
    for (const id of ids) {
      expect(lines().filter((line) => line['request'] === id)).toHaveLength(2);
    }
  });

  it('strike out what somebody logs by mistake', async () => {
    await app.inject({ method: 'POST', url: '/sign-in' });
    const line = lines().find(({ msg }) => msg === 'a try');
    expect(line).toMatchObject({ email: '[Redacted]', user: { password: '[Redacted]', id: 'u1' } });
  });

  it('keep of an error where it happened, not what was typed', async () => {
    await app.inject({ url: '/broken' });
    const line = lines().find(({ msg }) => msg === 'it broke') as { err: { type: string; stack: string[] } };
    expect(line.err.type).toBe('Error');
    expect(line.err.stack[0]).toContain('logs.spec');
    expect(lines().find(({ msg }) => msg === 'it broke before')).toMatchObject({ err: line.err });
    expect(written.join()).not.toContain('alice');
    expect(lines()).toContainEqual(
      expect.objectContaining({ level: 'error', route: '/broken', status: 500 }),
    );
  });

  it('say nothing about the questions of a load balancer', async () => {
    await app.inject({ url: '/health/live' });
    expect(written).toEqual([]);
  });
});

describe('safeError', () => {
  it('keeps type, code, constraint, frames and causes', () => {
    const cause = Object.assign(new Error('duplicate key'), { code: '23505', constraint: 'users_email_key' });
    const error = safeError(new RangeError('alice', { cause }));
    expect(error).toMatchObject({
      type: 'RangeError',
      cause: { type: 'Error', code: '23505', constraint: 'users_email_key' },
    });
    expect(JSON.stringify(error)).not.toMatch(/alice|duplicate/);
    expect(error.stack[0]).toMatch(/^at /);
  });

  it('keeps what the language itself says', () => {
    expect(safeError(new TypeError('x is not a function')).message).toBe('x is not a function');
    expect(safeError('alice')).toEqual({ type: 'string', stack: [] });
  });
});
