import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { Test } from '@nestjs/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type DataSource } from 'typeorm';
import { Clock } from '../../src/platform/clock/clock.js';
import { readConfig } from '../../src/platform/config/config.js';
import { createDataSource } from '../../src/platform/database/data-source.js';
import { HealthModule } from '../../src/platform/health/health.module.js';
import { PlatformModule } from '../../src/platform/platform.module.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';

describe('Health', () => {
  let database: TestDatabase;
  let db: DataSource;
  let app: NestFastifyApplication;

  beforeAll(async () => {
    database = await createTestDatabase();
    db = await createDataSource({ url: database.url, entities: [] }).initialize();
    const config = readConfig({ SECRET: 'b3f1c2d4e5a697887a6b5c4d3e2f1a0b', DATA_DIR: '/nowhere' });
    const module = await Test.createTestingModule({
      imports: [PlatformModule.on({ config, db, clock: new Clock() }), HealthModule],
    }).compile();
    app = module.createNestApplication<NestFastifyApplication>(new FastifyAdapter());
    app.useLogger(false);
    await app.init();
  });
  afterAll(async () => {
    await app.close();
    if (db.isInitialized) await db.destroy();
    await database.drop();
  });

  it('is live and ready while the database and the jobs answer', async () => {
    expect((await app.inject('/health/live')).json()).toEqual({ status: 'ok' });
    const ready = await app.inject('/health/ready');
    expect(ready.statusCode).toBe(200);
    expect(ready.json()).toEqual({ status: 'ok', database: 'up', jobs: 'up' });
  });

  it('is live and not ready while the database is away, and does not say why', async () => {
    await db.destroy();
    expect((await app.inject('/health/live')).statusCode).toBe(200);
    const ready = await app.inject('/health/ready');
    expect(ready.statusCode).toBe(503);
    expect(ready.json()).toEqual({ status: 'error', database: 'down', jobs: 'up' });
  });
});
